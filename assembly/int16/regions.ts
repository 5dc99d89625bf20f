/** The memory map as the host sees it. */
import * as window from '../float32/memory'
import { allow } from '../common/lanes'
import { CLASSES, PIXELS } from '../common/shape'
import * as m from './memory'

/** Samples in the window. */
export const WINDOW_SIZE: i32 = window.WINDOW

/** The regions that the host copies to and from; `src/wasm/int16.ts` has the same list. */
const enum Region {
  Images,
  Labels,
  Outputs,
  Confusion,
  W1,
  B1,
  W2,
  B2,
  W3,
  B3,
  W4,
  B4,
  Scale3,
  Table1,
  Table2,
  H1,
  H2,
}

/** Address of a region, 0 for a number that is none. */
export function address(region: i32): usize {
  switch (region) {
    case Region.Images: return window.WINDOW_IMAGES
    case Region.Labels: return window.WINDOW_LABELS
    case Region.Outputs: return window.WINDOW_OUTPUTS
    case Region.Confusion: return window.CONFUSION
    case Region.W1: return m.W1
    case Region.B1: return m.B1
    case Region.W2: return m.W2
    case Region.B2: return m.B2
    case Region.W3: return m.W3
    case Region.B3: return m.B3
    case Region.W4: return m.W4
    case Region.B4: return m.B4
    case Region.Scale3: return m.SCALE3
    case Region.Table1: return m.TABLE1
    case Region.Table2: return m.TABLE2
    case Region.H1: return m.Y1
    case Region.H2: return m.Y2
    default: return 0
  }
}

/** Opens every region to the kernels of the checked build; what is left closed are the gaps between them. */
export function allowAll(): void {
  if (ASC_NO_ASSERT) return
  allow(m.W1, m.W1_SIZE)
  allow(m.B1, m.B1_SIZE)
  allow(m.W2, m.W2_SIZE)
  allow(m.B2, m.B2_SIZE)
  allow(m.W3, m.W3_SIZE)
  allow(m.B3, m.B3_SIZE)
  allow(m.W4, m.W4_SIZE)
  allow(m.B4, m.B4_SIZE)
  allow(m.PIXELS16, m.PIXELS16_SIZE)
  allow(m.Y1, m.Y1_SIZE)
  allow(m.Y2, m.Y2_SIZE)
  allow(m.SCALE3, 4)
  allow(m.BLANK1, m.Y1_SIZE)
  allow(window.Y3, window.UNITS3_PADDED * 4)
  allow(window.F3, window.UNITS3_PADDED * 4)
  allow(window.Y4, window.CLASSES_PADDED * 4)
  allow(window.F4, window.CLASSES_PADDED * 4)
  allow(window.D4, window.CLASSES_PADDED * 4)
  allow(window.WINDOW_IMAGES, window.WINDOW * PIXELS * 4)
  allow(window.WINDOW_OUTPUTS, window.WINDOW * CLASSES * 4 + 8)
}
