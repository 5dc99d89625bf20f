/** Inverted dropout (Srivastava et al. 2014): a unit is dropped with probability p; the others are multiplied by 1 / (1 − p). */
import { DRAWS } from './memory'
import { fillWords, torchKeepLimit, torchKeeps } from './random'

/**
 * Drops units of y and f [places][planes]. The draws go plane by plane, in PyTorch's order (planes, rows, columns);
 * for a dense layer `places` is its units and `planes` is 1.
 */
export function dropout(y: usize, f: usize, places: i32, planes: i32, p: f64): void {
  const kept = reinterpret<u32>(<f32>(1 / (1 - p)))
  const limit = torchKeepLimit(p)
  fillWords(0, DRAWS, 2 * places * planes)
  let draw = DRAWS
  for (let plane = 0; plane < planes; plane++) {
    for (let place = 0; place < places; place++, draw += 8) {
      const at = <usize>(place * planes + plane) << 2
      // no branch: V8 makes one of a selected float, and it would be mispredicted for every other dropped unit
      const factor = reinterpret<f32>(kept & -<u32>torchKeeps(load<u64>(draw), limit))
      store<f32>(y + at, load<f32>(y + at) * factor)
      store<f32>(f + at, load<f32>(f + at) * factor)
    }
  }
}
