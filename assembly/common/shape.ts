/**
 * The architecture of 1989 (LeCun et al., Neural Computation 1(4), section 4) as constants, and the paper's own counts, asserted at
 * compile time.
 *
 *   image 16×16 → H1 12 planes 8×8 → H2 12 planes 4×4 → H3 30 units → 10 outputs
 */

/** Side of the image, of H1's planes and of H2's planes. Each layer halves it. */
export const IMAGE: i32 = 16
export const SIDE1: i32 = 8
export const SIDE2: i32 = 4
/** Pixels of an image. */
export const PIXELS: i32 = IMAGE * IMAGE
/** Side and bytes of a digit as MNIST stores it. */
export const RAW_SIDE: i32 = 28
export const RAW_PIXELS: i32 = RAW_SIDE * RAW_SIDE
/** Feature planes of H1 and of H2. */
export const PLANES: i32 = 12
/** Side of a filter. Stride 2, padding 2, filled with −1. */
export const KERNEL: i32 = 5
export const TAPS: i32 = KERNEL * KERNEL
/** Each H2 plane sees 8 of H1's 12 planes. */
export const FAN2: i32 = 8
/** Units of H1, H2, H3 and of the output layer. */
export const UNITS1: i32 = SIDE1 * SIDE1 * PLANES
export const UNITS2: i32 = SIDE2 * SIDE2 * PLANES
export const UNITS3: i32 = 30
export const CLASSES: i32 = 10

/** Sizes of the eight tensors, in scalars. */
export const H1W: i32 = PLANES * TAPS
export const H1B: i32 = UNITS1
export const H2W: i32 = PLANES * FAN2 * TAPS
export const H2B: i32 = UNITS2
export const H3W: i32 = UNITS2 * UNITS3
export const H3B: i32 = UNITS3
export const OUTW: i32 = UNITS3 * CLASSES
export const OUTB: i32 = CLASSES

const PARAMETERS: i32 = H1W + H1B + H2W + H2B + H3W + H3B + OUTW + OUTB
const MACS: i32 = UNITS1 * TAPS + UNITS2 * TAPS * FAN2 + H3W + OUTW
const ACTIVATIONS: i32 = UNITS1 + UNITS2 + UNITS3 + CLASSES
// the paper's counts: 9,760 independent parameters, 63,660 multiply-accumulates, 1,000 units after the input
if (PARAMETERS != 9760) ERROR('parameters')
if (MACS != 63660) ERROR('multiply-accumulates')
if (ACTIVATIONS != 1000) ERROR('activations')
