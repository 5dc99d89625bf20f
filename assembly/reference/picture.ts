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

/** (weights · RGBA + plus) / 16384, rounded, within a byte. */
export function mixed(from: usize, count: i32, r: i32, g: i32, b: i32, a: i32, plus: i32, to: usize): void {
  for (let i = 0; i < count; i++) {
    const p = from + <usize>(i << 2)
    const sum = r * <i32>load<u8>(p) + g * <i32>load<u8>(p + 1) + b * <i32>load<u8>(p + 2) + a * <i32>load<u8>(p + 3)
    store<u8>(to + i, <u8>max(0, min(255, (sum + plus + 8192) >> 14)))
  }
}

/**
 * The covariances of the colours of RGBA about their means in each of tiles × tiles, together: to[9], f64, rows and columns red, green, blue.
 */
export function covariances(from: usize, width: i32, height: i32, tiles: i32, step: i32, to: usize): void {
  for (let i = 0; i < 9; i++) store<f64>(to + (<usize>i << 3), 0)
  for (let y = 0; y < tiles; y++) for (let x = 0; x < tiles; x++)
    for (let i = 0; i < 3; i++) for (let k = 0; k < 3; k++) {
      const a = mean(from, width, height, tiles, step, x, y, i)
      const b = mean(from, width, height, tiles, step, x, y, k)
      let sum: f64 = 0
      for (let v = (y * height) / tiles; v < ((y + 1) * height) / tiles; v += step)
        for (let u = (x * width) / tiles; u < ((x + 1) * width) / tiles; u += step) {
          const p = from + <usize>((v * width + u) << 2)
          sum += (<f64>load<u8>(p + i) - a) * (<f64>load<u8>(p + k) - b)
        }
      const at = to + (<usize>(3 * i + k) << 3)
      store<f64>(at, load<f64>(at) + sum)
    }
}

function mean(from: usize, width: i32, height: i32, tiles: i32, step: i32, x: i32, y: i32, channel: i32): f64 {
  let sum: f64 = 0
  let count = 0
  for (let v = (y * height) / tiles; v < ((y + 1) * height) / tiles; v += step)
    for (let u = (x * width) / tiles; u < ((x + 1) * width) / tiles; u += step, count++)
      sum += <f64>load<u8>(from + <usize>((v * width + u) << 2) + channel)
  return count == 0 ? 0 : sum / <f64>count
}

/** Σ (v − m)³ of every `step`th row; m is the mean of the blocks whose rows and columns are at most `radius` from the pixel's own. */
export function thirdMoment(grey: usize, width: i32, height: i32, block: i32, radius: i32, step: i32): f64 {
  let cubes: f64 = 0
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x++) {
      let sum: f64 = 0
      let count = 0
      for (let j = max(0, (y / block - radius) * block); j < min(height, (y / block + radius + 1) * block); j++)
        for (let i = max(0, (x / block - radius) * block); i < min(width, (x / block + radius + 1) * block); i++, count++)
          sum += <f64>load<u8>(grey + <usize>(j * width + i))
      const off = <f64>load<u8>(grey + <usize>(y * width + x)) - sum / <f64>count
      cubes += off * off * off
    }
  }
  return cubes
}

/** 1 where a share is above the threshold and nothing is gone. */
export function masked(shares: usize, gone: usize, count: i32, threshold: i32, to: usize): void {
  for (let i = 0; i < count; i++)
    store<u8>(to + i, load<i16>(shares + (<usize>i << 1)) > threshold && load<u8>(gone + i) == 0 ? 1 : 0)
}

/** (share − low) · scale, rounded, 0 … 255, where a pixel is near and not gone. */
export function softened(shares: usize, gone: usize, near: usize, count: i32, low: f32, scale: f32, to: usize): void {
  for (let i = 0; i < count; i++) {
    const ink = (<f32>load<i16>(shares + (<usize>i << 1)) - low) * scale + 0.5
    const wanted = load<u8>(near + i) != 0 && load<u8>(gone + i) == 0
    store<u8>(to + i, wanted ? <u8>max<f32>(0, min<f32>(255, floor<f32>(ink))) : 0)
  }
}
