/**
 * A digit of 28×28 bytes, distorted, as the network's 16×16. The affine map and the elastic field move the places of the normalised frame; the digit's own
 * moment map, made once, leads from there to its bytes. At last its strokes become thicker or thinner.
 */
import { GRID } from '../picture/moments'
import { openDigit, sampled4 } from '../picture/sample28'
import { IMAGE } from '../common/shape'
import { AFFINE, affineMap } from '../float32/distortion/affine'
import { drawDistortion, THICKNESS_WORD, uniformWord } from '../float32/distortion/draws'
import { elasticField, FIELD } from '../float32/distortion/field'

let rotation: f32 = 0
let scale: f32 = 0
let shear: f32 = 0
let shift: f32 = 0
let elastic: f32 = 0
let thickness: f32 = 0

/** How much darker the thickest strokes become, and how much grey the thinnest lose, at a thickness of 1. */
const THICKER: f32 = 1.5
const THINNER: f32 = 0.6

/**
 * Greatest rotation (radians, up to 1), relative scale of each axis, shear and shift; standard deviation of the control points (both in pixels of a
 * normalised 28×28); greatest change of thickness, 0 to 1.
 */
export function configureDistortion(rotate: f32, scaling: f32, shearing: f32, shifting: f32, deviation: f32, thicken: f32): void {
  rotation = rotate
  scale = scaling
  shear = shearing
  shift = shifting
  elastic = deviation
  thickness = thicken
}

/** image[16][16] from raw[28][28] by its moment map, distorted as `seed`, `pass` and `digit` draw it, all strengths multiplied by `strength`. */
export function distort(raw: usize, map: usize, image: usize, seed: u32, pass: u32, digit: u32, strength: f32): void {
  drawDistortion(seed, pass, digit)
  affineMap(rotation * strength, scale * strength, shear * strength, shift * strength)
  elasticField(elastic * strength)
  openDigit(raw)
  sample(map, image, uniformWord(THICKNESS_WORD) * thickness * strength)
}

/**
 * image[16][16] by AFFINE and FIELD through `map`. Of grey v in 0 … 1, thick > 0 makes v·(1 + 1.5·thick), thick < 0 makes
 * (v − 0.6·|thick|) / (1 − 0.6·|thick|), both within 0 … 1: near what a broader or finer pen leaves, for two operations a pixel.
 */
function sample(map: usize, image: usize, thick: f32): void {
  const zero = f32x4.splat(0)
  const most = f32x4.splat(255)
  const cut: f32 = thick < 0 ? -thick * THINNER : 0
  const gain = f32x4.splat(thick < 0 ? 1 / (1 - cut) : 1 + thick * THICKER)
  const loss = f32x4.splat(cut * 255)
  const a = v128.load32_splat(AFFINE)
  const c = v128.load32_splat(AFFINE, 12)
  for (let y = 0; y < IMAGE; y++) {
    const dy = GRID * (<f32>y - 7.5)
    const startU = f32x4.splat(load<f32>(AFFINE, 8) + load<f32>(AFFINE, 4) * dy)
    const startW = f32x4.splat(load<f32>(AFFINE, 20) + load<f32>(AFFINE, 16) * dy)
    let dx = f32x4(-7.5 * GRID, -6.5 * GRID, -5.5 * GRID, -4.5 * GRID)
    for (let x = 0; x < IMAGE; x += 4) {
      const at = <usize>(y * IMAGE + x) << 2
      const u = f32x4.add(startU, f32x4.add(v128.load(FIELD + at), f32x4.mul(a, dx)))
      const w = f32x4.add(startW, f32x4.add(v128.load(FIELD + at, 1024), f32x4.mul(c, dx)))
      const value = f32x4.mul(f32x4.sub(sampled4(map, u, w), loss), gain)
      const ink = f32x4.pmin(f32x4.pmax(value, zero), most)
      v128.store(image + at, f32x4.sub(f32x4.div(ink, f32x4.splat(127.5)), f32x4.splat(1)))
      dx = f32x4.add(dx, f32x4.splat(4 * GRID))
    }
  }
}
