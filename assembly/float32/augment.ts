/** What a batch buffer of training digits goes through before it is trained on. */
import { PIXELS } from '../common/shape'
import { distort } from './distortion/distort'
import { BUFFER_IMAGES } from './memory'

/** Distorts the buffer's first `count` images in their places, as the digits `first` … of pass number `pass`: a pure function of these and of the seed. */
export function distortBuffer(count: i32, seed: u32, pass: u32, first: u32, strength: f32): void {
  for (let i = 0; i < count; i++) distort(BUFFER_IMAGES + <usize>(i * PIXELS) * 4, seed, pass, first + i, strength)
}
