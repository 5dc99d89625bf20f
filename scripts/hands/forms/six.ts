/** The forms of 6, by the size of the bowl, the swing of the stem and a hook at its upper end. */
import { arc, curve, type Forms, type Point, type Stroke } from '../strokes.js'

/**
 * A stem from above into the left side of a bowl at the foot, and `turns` round it.
 *
 * @param w half the width of the bowl
 * @param r half its height
 * @param top x of the upper end of the stem
 * @param bow how far the stem swings out to the left
 * @param hook how far a hook at the upper end reaches to the right
 * @param grow the bowl's size at its end against that at its beginning: below 1 winds inwards
 */
function sixWith(
  w: number,
  r: number,
  top: number,
  bow: number,
  hook: number,
  turns: number,
  grow: number,
): Stroke[] {
  const y = 1 - r
  const way: Point[] =
    hook > 0
      ? [
          [top + hook, hook * 0.6],
          [top, 0],
        ]
      : [[top, 0]]
  const middle: Point = [(top - w) / 2 - bow, y / 2 - bow * 0.3]
  return [[...curve(...way, middle, [-w, y]), ...arc(0, y, w, r, 0.5, 0.5 - turns, grow)]]
}
export const six: Forms = {
  curved: [
    3,
    (h) =>
      sixWith(
        h.between(0.2, 0.36),
        h.between(0.22, 0.33),
        h.between(-0.05, 0.32),
        h.between(0.06, 0.14),
        0,
        h.between(0.9, 1.15),
        h.between(0.85, 1),
      ),
  ],
  straight: [
    2,
    (h) =>
      sixWith(
        h.between(0.17, 0.34),
        h.between(0.17, 0.3),
        h.between(-0.25, 0.3),
        h.about(0.04),
        0,
        h.between(0.9, 1.15),
        h.between(0.85, 1),
      ),
  ],
  smallBowl: [
    3,
    (h) =>
      sixWith(
        h.between(0.1, 0.22),
        h.between(0.12, 0.22),
        h.between(-0.2, 0.3),
        h.between(-0.02, 0.1),
        0,
        h.between(0.85, 1.15),
        h.between(0.8, 1),
      ),
  ],
  hooked: [
    1,
    (h) =>
      sixWith(
        h.between(0.2, 0.34),
        h.between(0.2, 0.33),
        h.between(-0.05, 0.15),
        h.between(0.08, 0.14),
        h.between(0.06, 0.2),
        h.between(0.9, 1.15),
        h.between(0.85, 1),
      ),
  ],
  open: [
    1,
    (h) =>
      sixWith(
        h.between(0.2, 0.34),
        h.between(0.2, 0.33),
        h.between(-0.05, 0.3),
        h.between(0.04, 0.14),
        0,
        h.between(0.68, 0.86),
        h.between(0.7, 0.9),
      ),
  ],
}
