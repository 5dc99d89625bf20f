/** What the ink is like, by which the host tells digits from other pictures: see src/classifier/shape.ts. */
import { set } from './access'
import * as find from './find'
import { FEATURES } from './memory'
import * as select from './select'
import * as soft from './soft'
import { height, width } from './strip'

/** Writes FEATURES, twelve f32; after `find` has found ink. */
export function features(): void {
  const w = <f32>(select.right - select.left)
  const h = <f32>(select.bottom - select.top)
  const long = max(w, h)
  const kept = <f32>max<u32>(1, select.kept)
  put(0, <f32>select.parts)
  // ink besides, and the size of the largest part of it
  put(1, <f32>select.othersMass / kept)
  put(2, <f32>select.othersSize / long)
  // width and length of the strokes, of the longer side
  const strokes = soft.strokes * <f32>soft.shrunk
  put(3, strokes / long)
  put(4, <f32>soft.area / max<f32>(0.5, strokes) / long)
  put(5, <f32>soft.area / (w * h))
  put(6, w / h)
  // strokes that a row crosses, on average, and holes
  put(7, <f32>soft.keptRuns / h)
  put(8, <f32>(soft.joints - soft.keptRuns + select.parts))
  // lines that were taken out, which leave notches; and the mask's outline of the longer side
  put(9, <f32>find.lined)
  put(10, <f32>soft.outline / long)
  // of the picture's edges
  put(11, <f32>soft.atEdge / long)
}

function put(i: usize, value: f32): void {
  set<f32>(FEATURES + (i << 2), value)
}
