/** An ensemble of networks of the same architecture, whose answers to the distorted digits of a batch a student learns from. */
import { PIXELS } from '../common/shape'
import { PARAMETERS, PARAMETERS_SIZE, BUFFER_IMAGES, Y4 } from '../float32/memory'
import { infer, prepare } from '../float32/network'
import { STUDENT, TARGETS, TARGET_STRIDE, TEACHERS } from './memory'
import { softmax } from './soft-loss'

/**
 * TARGETS[count][10]: softmax at `temperature` of the teachers' mean logits for the window's first `count` images. Teacher by teacher, since one network is in
 * place at a time: its weights are copied there once a batch. The student's are put back.
 */
export function teach(teachers: i32, count: i32, temperature: f32): void {
  memory.copy(STUDENT, PARAMETERS, PARAMETERS_SIZE)
  memory.fill(TARGETS, 0, <usize>count * TARGET_STRIDE)
  for (let teacher = 0; teacher < teachers; teacher++) {
    memory.copy(PARAMETERS, TEACHERS + <usize>teacher * PARAMETERS_SIZE, PARAMETERS_SIZE)
    prepare()
    for (let i = 0; i < count; i++) {
      infer(BUFFER_IMAGES + <usize>(i * PIXELS) * 4)
      const to = TARGETS + <usize>i * TARGET_STRIDE
      for (let at: usize = 0; at < TARGET_STRIDE; at += 16) v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(Y4 + at)))
    }
  }
  memory.copy(PARAMETERS, STUDENT, PARAMETERS_SIZE)
  for (let i = 0; i < count; i++) {
    const at = TARGETS + <usize>i * TARGET_STRIDE
    softmax(at, at, 1 / (<f32>teachers * temperature))
  }
}
