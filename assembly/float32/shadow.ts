/** Marks every region of this memory map in the checked build's shadow; the gaps stay unmarked. */
import * as m from './memory'
import { allow, V } from '../common/lanes'
import { CLASSES, PIXELS, PLANES, UNITS1, UNITS2 } from '../common/shape'

/** In the checked build only. */
export function allowAll(): void {
  if (ASC_NO_ASSERT) return
  for (let i: usize = 0; i < 5; i++) allow(m.PARAMETERS + i * (m.PARAMETERS_SIZE + m.GAP), m.PARAMETERS_SIZE)
  allow(m.INKED, PIXELS * 4)
  allow(m.INK, 4 * m.INK_LIST)
  allow(m.INK_COUNTS, V)
  allow(m.Z1, m.MAP1_UNITS * 4)
  allow(m.D1, m.MAP1_UNITS * 4)
  allow(m.FILTER_SUMS1, 3 * V)
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
  allow(m.BORDER2, 9 * PLANES * V)
  allow(m.BORDER_D2, 9 * PLANES * 4)
  allow(m.SPLAT_D2, <usize>UNITS2 * V)
  allow(m.ACTIVE3, m.UNITS3_PADDED * 8)
  allow(m.SCALARS, 32)
  allow(m.DRAWS, UNITS2 * 8)
  allow(m.C3, m.UNITS3_PADDED * 4)
  allow(m.C4, m.CLASSES_PADDED * 4)
  allow(m.SQUARES, UNITS2 * 4)
  allow(m.BUFFER_IMAGES, m.BUFFER_SIZE * PIXELS * 4)
  allow(m.BUFFER_LABELS, m.BUFFER_SIZE)
  allow(m.BUFFER_OUTPUTS, m.BUFFER_SIZE * CLASSES * 4 + 8)
  allow(m.CONFUSION, CLASSES * CLASSES * 4)
}
