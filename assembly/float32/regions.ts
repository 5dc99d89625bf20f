/** The memory map as the host sees it. */
import * as m from './memory'
import { allow } from '../common/lanes'
import { CLASSES, PIXELS, PLANES, UNITS1, UNITS2 } from '../common/shape'

/** Samples in the window. */
export const WINDOW_SIZE: i32 = m.WINDOW

/** The regions that the host copies to and from; `src/wasm/float32.ts` has the same list. */
const enum Region {
  Parameters,
  Gradients,
  FirstMoments,
  SecondMoments,
  Images,
  Labels,
  Outputs,
  Raw,
  Confusion,
  Output,
  H1,
  H2,
  H3,
}

/** Address of a region, 0 for a number that is none. */
export function address(region: i32): usize {
  switch (region) {
    case Region.Parameters: return m.PARAMETERS
    case Region.Gradients: return m.GRADIENTS
    case Region.FirstMoments: return m.FIRST_MOMENTS
    case Region.SecondMoments: return m.SECOND_MOMENTS
    case Region.Images: return m.WINDOW_IMAGES
    case Region.Labels: return m.WINDOW_LABELS
    case Region.Outputs: return m.WINDOW_OUTPUTS
    case Region.Raw: return m.WINDOW_RAW
    case Region.Confusion: return m.CONFUSION
    case Region.Output: return m.Y4
    case Region.H1: return m.Y1
    case Region.H2: return m.Y2
    case Region.H3: return m.Y3
    default: return 0
  }
}

/** Opens every region to the kernels of the checked build; what is left closed are the gaps between them. */
export function allowAll(): void {
  if (ASC_NO_ASSERT) return
  for (let i: usize = 0; i < 4; i++) allow(m.PARAMETERS + i * (m.PARAMETERS_SIZE + m.GAP), m.PARAMETERS_SIZE)
  allow(m.INKED, PIXELS * 4)
  allow(m.INK, 4 * m.INK_LIST)
  allow(m.INK_COUNTS, m.V)
  allow(m.Z1, m.MAP1_UNITS * 4)
  allow(m.D1, m.MAP1_UNITS * 4)
  allow(m.KERNEL_SUMS1, 3 * m.V)
  allow(m.Y1, UNITS1 * 4)
  allow(m.F1, UNITS1 * 4)
  allow(m.Y2, UNITS2 * 4)
  allow(m.F2, UNITS2 * 4)
  allow(m.D2, UNITS2 * 4)
  allow(m.Y3, m.UNITS3_PADDED * 4)
  allow(m.F3, m.UNITS3_PADDED * 4)
  allow(m.D3, m.UNITS3_PADDED * 4)
  allow(m.Y4, m.CLASSES_PADDED * 4)
  allow(m.F4, m.CLASSES_PADDED * 4)
  allow(m.D4, m.CLASSES_PADDED * 4)
  allow(m.BORDER2, 9 * PLANES * m.V)
  allow(m.BORDER_D2, 9 * PLANES * 4)
  allow(m.SPLAT_D2, <usize>UNITS2 * m.V)
  allow(m.ACTIVE3, m.UNITS3_PADDED * 8)
  allow(m.SCALARS, 32)
  allow(m.DRAWS, UNITS2 * 8)
  allow(m.WINDOW_IMAGES, m.WINDOW * PIXELS * 4)
  allow(m.WINDOW_LABELS, m.WINDOW)
  allow(m.WINDOW_OUTPUTS, m.WINDOW * CLASSES * 4 + 8)
  allow(m.WINDOW_RAW, m.WINDOW * 784)
  allow(m.CONFUSION, CLASSES * CLASSES * 4)
}
