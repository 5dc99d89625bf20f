/** The picture's kernels as plain loops: what the SIMD ones are tested against. */

/** RGBA on white paper and its mean over cells of `factor` × `factor` pixels, rounded. */
export function reduced(from: usize, width: i32, height: i32, factor: i32, to: usize): void {
  const across = (width + factor - 1) / factor
  const down = (height + factor - 1) / factor
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0
        let count = 0
        for (let j = y * factor; j < min(height, (y + 1) * factor); j++) {
          for (let i = x * factor; i < min(width, (x + 1) * factor); i++) {
            const p = from + <usize>((j * width + i) << 2)
            sum += channel == 3 ? <i32>load<u8>(p + 3) : onPaper(load<u8>(p + channel), load<u8>(p + 3))
            count++
          }
        }
        store<u8>(to + <usize>(((y * across + x) << 2) + channel), <u8>((2 * sum + count) / (2 * count)))
      }
    }
  }
}

/** 255 − (255 − value) · alpha / 255, rounded. */
function onPaper(value: i32, alpha: i32): i32 {
  return 255 - (2 * (255 - value) * alpha + 255) / 510
}

/** The greatest (or least) of the rows up to `radius` above and below. */
export function extremeOfRows(from: usize, to: usize, stride: i32, rows: i32, radius: i32, greatest: boolean): void {
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < stride; x++) {
      let found = greatest ? 0 : 255
      for (let j = max(0, y - radius); j <= min(rows - 1, y + radius); j++) {
        const value = <i32>load<u8>(from + <usize>(j * stride + x))
        found = greatest ? max(found, value) : min(found, value)
      }
      store<u8>(to + <usize>(y * stride + x), <u8>found)
    }
  }
}

/** i16 with its neighbours 1 2 1 along both sides, rounded after each; the outermost count twice. */
export function smoothed(from: usize, between: usize, to: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      put(between, y * width + x, at(from, y * width + max(0, x - 1)), at(from, y * width + x), at(from, y * width + min(width - 1, x + 1)))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      put(to, y * width + x, at(between, max(0, y - 1) * width + x), at(between, y * width + x), at(between, min(height - 1, y + 1) * width + x))
}

function at(plane: usize, i: i32): i32 {
  return load<i16>(plane + (<usize>i << 1))
}

function put(plane: usize, i: i32, a: i32, b: i32, c: i32): void {
  store<i16>(plane + (<usize>i << 1), <i16>((a + 2 * b + c + 2) >> 2))
}

/** (paper − grey) / max(paper, 40) in 4096ths, to the nearest, from −1 on. */
export function shares(paper: usize, grey: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const p = <i32>load<u8>(paper + i)
    const missing = <f32>((p - <i32>load<u8>(grey + i)) << 12) / <f32>max(p, 40)
    store<i16>(to + (<usize>i << 1), <i16>max<f32>(-4096, nearest(missing)))
  }
}
