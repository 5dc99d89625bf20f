/** Which pixels decided: each in turn is covered, with its neighbours, and the network asked again. */

const SIDE = 16

/** 256 images, each with 3×3 pixels around one covered by paper. */
export function covered(image: Float32Array): Float32Array {
  const images = new Float32Array(256 * 256)
  for (let at = 0; at < 256; at++) {
    images.set(image, 256 * at)
    const [row, column] = [Math.floor(at / SIDE), at % SIDE]
    for (let y = Math.max(0, row - 1); y <= Math.min(SIDE - 1, row + 1); y++)
      for (let x = Math.max(0, column - 1); x <= Math.min(SIDE - 1, column + 1); x++)
        images[256 * at + SIDE * y + x] = -1
  }
  return images
}

/** How far the output of `answer` lies above the highest other one: shares are near 1 and hide what they owe to whom. */
export function margin(outputs: ArrayLike<number>, answer: number): number {
  let other = -Infinity
  for (let i = 0; i < 10; i++) if (i !== answer) other = Math.max(other, outputs[i]!)
  return outputs[answer]! - other
}
