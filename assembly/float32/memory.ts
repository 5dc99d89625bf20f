/**
 * The memory map: every region is the previous one plus its size, here and nowhere else. No allocator, no growth: the module's
 * memory is exactly this arena. The host reads the addresses as exported globals, by these names.
 *
 * The layouts suit the kernels; `src/wasm/layout.ts` converts to and from PyTorch's:
 *
 *   W1 [row slot 5][column slot 5][plane 12]   taps in the slot order of conv1.ts
 *   B1 [8][8][plane 12]                        channels last: 12 planes are exactly three vectors
 *   W2 [5][5][plane 12][input plane 8]         one layout for all three passes over H2
 *   B2 [4][4][plane 12]
 *   W3 [unit 30][H2 unit 192]                  H2 units in B2's order
 *   B3 [30], padded to 32                      padding is 0 and stays 0
 *   W4 [class 10][H3 unit 30], padded to [12][32]
 *   B4 [10], padded to 12
 */
import { IMAGE, PIXELS, PLANES, SIDE1, TAPS, UNITS1, UNITS2, UNITS3, FAN2, CLASSES } from '../common/shape'
import { V } from '../common/lanes'

/** Samples in the batch buffer, through which data enters; one call trains or predicts at most that many. */
export const BUFFER_SIZE: i32 = 256
/** Rows of W4 and the vectors of H3 are padded to whole pairs of vectors. */
export const UNITS3_PADDED: i32 = 32
export const CLASSES_PADDED: i32 = 16
/** W4 is padded to a multiple of the six rows that denseForward takes at a time. */
export const ROWS4: i32 = 12
/** H1's maps carry a margin of one unit on each side, so that no pixel at the edge needs a branch. */
export const MAP1: i32 = SIDE1 + 2
export const MAP1_UNITS: i32 = MAP1 * MAP1 * PLANES
/** Bytes of a row of such a map, and from its start to the first unit inside the margin. */
export const MAP_ROW1: usize = (MAP1 * PLANES) << 2
export const INSIDE1: usize = MAP_ROW1 + (PLANES << 2)

// Bytes of each tensor
const W1_SIZE: usize = (TAPS * PLANES) << 2
const B1_SIZE: usize = UNITS1 << 2
const W2_SIZE: usize = (TAPS * PLANES * FAN2) << 2
const B2_SIZE: usize = UNITS2 << 2
const W3_SIZE: usize = (UNITS3 * UNITS2) << 2
const B3_SIZE: usize = UNITS3_PADDED << 2
const W4_SIZE: usize = (ROWS4 * UNITS3_PADDED) << 2
const B4_SIZE: usize = ROWS4 << 2
/** Bytes of all parameters with their padding: 9,848 floats, a whole number of pairs of vectors. The kernels compute the padding's gradients too:
 * they are 0, never a leftover of an optimizer. */
export const PARAMETERS_SIZE: usize = W1_SIZE + B1_SIZE + W2_SIZE + B2_SIZE + W3_SIZE + B3_SIZE + W4_SIZE + B4_SIZE
/** Unused bytes between regions: the checked build traps every access to them (see lanes.ts). */
export const GAP: usize = 64

const MAP1_SIZE: usize = MAP1_UNITS << 2
const SIZE4: usize = CLASSES_PADDED << 2
/** One inked pixel: its value + 1 as f32, its place in H1's map as an i32 byte offset. */
export const INK_ENTRY: usize = 8
/** Each of the four lists of inked pixels holds at most a quarter of the image. */
export const INK_LIST: usize = <usize>(PIXELS >> 2) * INK_ENTRY

// nine pages of 64 KiB, minus the 1 KiB that AssemblyScript leaves unused at address 0 and a little static data
const ARENA_SIZE: i32 = 540000
const ARENA: usize = memory.data(ARENA_SIZE, 16)

// ---- parameters, their gradients, and the optimizer's moments: four times the same layout. W1 and B4, of 75 and 3 vectors, come last, so that everything
// before and after W3 is pairs of vectors (see optimizer/adamw.ts)
export const B1: usize = ARENA
export const W2: usize = B1 + B1_SIZE
export const B2: usize = W2 + W2_SIZE
export const W3: usize = B2 + B2_SIZE
export const B3: usize = W3 + W3_SIZE
export const W4: usize = B3 + B3_SIZE
export const W1: usize = W4 + W4_SIZE
export const B4: usize = W1 + W1_SIZE
export const PARAMETERS: usize = B1
export const GRADIENTS: usize = PARAMETERS + PARAMETERS_SIZE + GAP
export const FIRST_MOMENTS: usize = GRADIENTS + PARAMETERS_SIZE + GAP
export const SECOND_MOMENTS: usize = FIRST_MOMENTS + PARAMETERS_SIZE + GAP
/** The running mean of the parameters, in their layout. */
export const AVERAGE: usize = SECOND_MOMENTS + PARAMETERS_SIZE + GAP
/** Distance from a parameter to its gradient. */
export const TO_GRADIENT: usize = GRADIENTS - PARAMETERS
/** What Newton's method keeps where AdamW has its moments: the curvature h of each parameter, and its learning rate 1 / (μ + h). */
export const TO_CURVATURE: usize = FIRST_MOMENTS - PARAMETERS
export const TO_RATE: usize = SECOND_MOMENTS - PARAMETERS

// ---- one sample on its way through the network
/** The image + 1, rolled: background and border are 0, [16][16]. */
export const INKED: usize = AVERAGE + PARAMETERS_SIZE + GAP
/** The inked pixels in four lists by the parity of row and column, and the four counts. */
export const INK: usize = INKED + PIXELS * 4 + GAP
export const INK_COUNTS: usize = INK + 4 * INK_LIST + GAP
/** H1's weighted sums, [10][10][12] with a margin. */
export const Z1: usize = INK_COUNTS + V + GAP
/** The sum of each of H1's filters, [12]. */
export const FILTER_SUMS1: usize = Z1 + MAP1_SIZE + GAP
/** Activations y and derivatives f′ of each layer, channels last. */
export const Y1: usize = FILTER_SUMS1 + 3 * V + GAP
export const F1: usize = Y1 + B1_SIZE + GAP
export const Y2: usize = F1 + B1_SIZE + GAP
export const F2: usize = Y2 + B2_SIZE + GAP
export const Y3: usize = F2 + B2_SIZE + GAP
export const F3: usize = Y3 + B3_SIZE + GAP
export const Y4: usize = F3 + B3_SIZE + GAP
export const F4: usize = Y4 + SIZE4 + GAP
/** What the constant border adds to H2, [border type 9][plane 12] vectors whose four lanes are still to be added. */
export const BORDER2: usize = F4 + SIZE4 + GAP
/** Gradients of the loss with respect to the layers' weighted sums; D1 with a margin that is always 0. */
export const D1: usize = BORDER2 + 9 * PLANES * V + GAP
export const D2: usize = D1 + MAP1_SIZE + GAP
export const D3: usize = D2 + B2_SIZE + GAP
export const D4: usize = D3 + B3_SIZE + GAP
/** Sums of D2 over the positions whose taps fall on the border, [border type 9][plane 12]. */
export const BORDER_D2: usize = D4 + SIZE4 + GAP

/** Each value of D2 in all four lanes, [4][4][12] vectors. */
export const SPLAT_D2: usize = BORDER_D2 + 9 * PLANES * 4 + GAP
/** The units of H3 whose gradient is not 0: the byte offset of each one's row of W3 and its gradient, [30] entries. */
export const ACTIVE3: usize = SPLAT_D2 + <usize>UNITS2 * V + GAP
/** Numbers that a loop needs in every lane, in memory for the reason given in exp.ts: [8] f32. */
export const SCALARS: usize = ACTIVE3 + UNITS3_PADDED * 8 + GAP

/** Random words for the units of a layer with dropout, two per unit. */
export const DRAWS: usize = SCALARS + 32 + GAP

/** Curvatures by the pre-activations of H3 and of the outputs, [30] and [10]; D3 and D4 are still needed when these are made. */
export const C3: usize = DRAWS + UNITS2 * 8 + GAP
export const C4: usize = C3 + B3_SIZE + GAP
/** Squared inputs of a dense layer, [192]. */
export const SQUARES: usize = C4 + SIZE4 + GAP

// ---- the batch buffer: where the host puts samples and finds outputs
/** Images [256][16][16], values −1 … 1. */
export const BUFFER_IMAGES: usize = SQUARES + B2_SIZE + GAP
/** Labels [256] bytes. */
export const BUFFER_LABELS: usize = BUFFER_IMAGES + BUFFER_SIZE * PIXELS * 4 + GAP
/** Outputs [256][10]; the last store runs two lanes over. */
export const BUFFER_OUTPUTS: usize = BUFFER_LABELS + BUFFER_SIZE + GAP
/** Answers by label, [label 10][answer 10] u32. */
export const CONFUSION: usize = BUFFER_OUTPUTS + (BUFFER_SIZE * CLASSES + 2) * 4 + 8 + GAP
export const ARENA_END: usize = CONFUSION + CLASSES * CLASSES * 4 + GAP
if (ARENA_END > ARENA + <usize>ARENA_SIZE) ERROR('the arena is too small')
