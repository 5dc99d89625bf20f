/** Marks every region of this memory map in the checked build's shadow; the gaps stay unmarked. */
import * as f from '../float32/memory'
import { allow } from '../common/lanes'
import { CLASSES, PIXELS } from '../common/shape'
import * as m from './memory'

/** In the checked build only. */
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
  allow(f.Y3, f.UNITS3_PADDED * 4)
  allow(f.F3, f.UNITS3_PADDED * 4)
  allow(f.Y4, f.CLASSES_PADDED * 4)
  allow(f.F4, f.CLASSES_PADDED * 4)
  allow(f.D4, f.CLASSES_PADDED * 4)
  allow(f.BUFFER_IMAGES, f.BUFFER_SIZE * PIXELS * 4)
  allow(f.BUFFER_OUTPUTS, f.BUFFER_SIZE * CLASSES * 4 + 8)
}
