/** How a picture becomes the 28×28 that a network of MNIST's digits expects: as tutorials do it, and as somebody does who has read how MNIST was made. */
import type { Picture } from '../../../scripts/pictures/conditions.js'
import { SIDE } from './cnn.js'

/** Luma, 0 … 255. */
function greyOf({ data, width, height }: Picture): Float32Array {
  const grey = new Float32Array(width * height)
  for (let i = 0; i < grey.length; i++)
    grey[i] = 0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!
  return grey
}

interface Plane {
  readonly values: Float32Array
  readonly width: number
  readonly height: number
}

/** The mean of the area of `from` that each pixel of `side` × `side` covers; outside there is 0. */
function sampled({ values, width, height }: Plane, left: number, top: number, unit: number): Float32Array {
  const out = new Float32Array(SIDE * SIDE)
  const half = Math.max(1, unit) / 2
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const [cx, cy] = [left + (x + 0.5) * unit, top + (y + 0.5) * unit]
      let sum = 0
      for (let v = Math.max(0, Math.floor(cy - half)); v < Math.min(height, cy + half); v++)
        for (let u = Math.max(0, Math.floor(cx - half)); u < Math.min(width, cx + half); u++) {
          const across = Math.min(u + 1, cx + half) - Math.max(u, cx - half)
          const down = Math.min(v + 1, cy + half) - Math.max(v, cy - half)
          sum += Math.max(0, across) * Math.max(0, down) * values[v * width + u]!
        }
      out[y * SIDE + x] = sum / (4 * half * half)
    }
  return out
}

/** The tutorials' way: grey, turned over, the whole picture shrunk to 28×28. */
export function asInTutorials(picture: Picture): Float32Array {
  const values = greyOf(picture).map((value) => 1 - value / 255)
  const { width, height } = picture
  return sampled({ values, width, height }, 0, 0, Math.max(width, height) / SIDE)
}

/**
 * The careful way: Otsu's threshold; the rarer side is ink; its largest component and what has a tenth of its pixels are the digit; the longer side to 20 pixels,
 * the centre of mass into the middle of 28×28. Undefined where nothing is found.
 */
export function asMnistWasMade(picture: Picture): Float32Array | undefined {
  const { width, height } = picture
  const grey = greyOf(picture)
  const threshold = otsu(grey)
  const dark = grey.reduce((count, value) => count + Number(value < threshold), 0)
  const isInkDark = dark <= grey.length / 2
  const mask = Uint8Array.from(grey, (value) => Number(value < threshold === isInkDark))
  const kept = largest(mask, width, height)
  let [left, top, right, bottom] = [width, height, -1, -1]
  kept.forEach((inked, i) => {
    if (!inked) return
    const [x, y] = [i % width, Math.floor(i / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  })
  if (right < 0) return undefined
  const values = Float32Array.from(kept)
  const unit = Math.max(right - left + 1, bottom - top + 1) / 20
  let [mass, mx, my] = [0, 0, 0]
  values.forEach((value, i) => {
    mass += value
    mx += value * ((i % width) + 0.5)
    my += value * (Math.floor(i / width) + 0.5)
  })
  return sampled({ values, width, height }, mx / mass - 14 * unit, my / mass - 14 * unit, unit)
}

/** The threshold with the least variance on its two sides (Otsu 1979). */
function otsu(grey: Float32Array): number {
  const counts = new Float64Array(256)
  for (const value of grey) counts[Math.min(255, Math.max(0, Math.floor(value)))]!++
  const total = grey.length
  const all = counts.reduce((sum, count, level) => sum + count * level, 0)
  let [below, sum, best, threshold] = [0, 0, -1, 128]
  counts.forEach((count, level) => {
    below += count
    sum += count * level
    const above = total - below
    if (below === 0 || above === 0) return
    const between = below * above * (sum / below - (all - sum) / above) ** 2
    if (between <= best) return
    best = between
    threshold = level + 1
  })
  return threshold
}

/** The pixels of the largest component, and of those with a tenth of its pixels at least. */
function largest(mask: Uint8Array, width: number, height: number): Uint8Array {
  const labels = new Int32Array(mask.length)
  const sizes = [0]
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || labels[start]) continue
    const label = sizes.length
    const queue = [start]
    labels[start] = label
    for (const at of queue) {
      const [x, y] = [at % width, Math.floor(at / width)]
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u
          if (!mask[next] || labels[next]) continue
          labels[next] = label
          queue.push(next)
        }
    }
    sizes.push(queue.length)
  }
  const most = sizes.reduce((a, b) => Math.max(a, b))
  return Uint8Array.from(labels, (label) => Number(label > 0 && sizes[label]! >= most / 10))
}
