/**
 * The memory map: one list of regions, counted in elements and laid out twice, in float32 and in
 * float64. Each region = previous + size. `GRADIENTS` and the moments repeat the order of `PARAMETERS`.
 */
import * as size from '../common/shape'

// the eight tensors, as offsets within PARAMETERS, GRADIENTS, MOMENT1 and MOMENT2
export const H1W = 0
export const H1B = H1W + size.H1W
export const H2W = H1B + size.UNITS1
export const H2B = H2W + size.H2W
export const H3W = H2B + size.UNITS2
export const H3B = H3W + size.H3W
export const OUTW = H3B + size.UNITS3
export const OUTB = OUTW + size.OUTW
export const PARAMETER_COUNT = OUTB + size.CLASSES

// forward: *_SUM is the weighted sum, *_KEPT the units after dropout
export const IMAGE = 0
export const ROLLED = IMAGE + size.PIXELS
export const H1_SUM = ROLLED + size.PIXELS
export const H1 = H1_SUM + size.UNITS1
export const H2_SUM = H1 + size.UNITS1
export const H2 = H2_SUM + size.UNITS2
export const H2_KEPT = H2 + size.UNITS2
export const H3_SUM = H2_KEPT + size.UNITS2
export const H3 = H3_SUM + size.UNITS3
export const H3_KEPT = H3 + size.UNITS3
export const OUT_SUM = H3_KEPT + size.UNITS3
export const OUT = OUT_SUM + size.CLASSES

// backward: D_* is the gradient of the loss with respect to the region of that name
export const D_OUT = OUT + size.CLASSES
export const D_OUT_SUM = D_OUT + size.CLASSES
export const D_H3_KEPT = D_OUT_SUM + size.CLASSES
export const D_H3 = D_H3_KEPT + size.UNITS3
export const D_H3_SUM = D_H3 + size.UNITS3
export const D_H2_KEPT = D_H3_SUM + size.UNITS3
export const D_H2 = D_H2_KEPT + size.UNITS2
export const D_H2_SUM = D_H2 + size.UNITS2
export const D_H1 = D_H2_SUM + size.UNITS2
export const D_H1_SUM = D_H1 + size.UNITS1

export const PARAMETERS = D_H1_SUM + size.UNITS1
export const GRADIENTS = PARAMETERS + PARAMETER_COUNT
export const MOMENT1 = GRADIENTS + PARAMETER_COUNT
export const MOMENT2 = MOMENT1 + PARAMETER_COUNT
/** The curvatures of a sample, or a sum of them; Newton's running mean of them is kept in MOMENT1. */
export const CURVATURES = MOMENT2 + PARAMETER_COUNT
export const ELEMENTS = CURVATURES + PARAMETER_COUNT

export const BLOCK32: usize = memory.data(ELEMENTS * 4, 16)
export const BLOCK64: usize = memory.data(ELEMENTS * 8, 16)
/** Dropout mask, one byte a unit: 1 = kept, 0 = dropped. Long enough for H2. */
export const MASK: usize = memory.data(size.UNITS2, 16)
/** One 28×28 digit in bytes, 0 = background. */
export const RAW: usize = memory.data(size.RAW_SIDE * size.RAW_SIDE, 16)
