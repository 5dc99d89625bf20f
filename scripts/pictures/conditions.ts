/**
 * Pictures as people take them, made of MNIST's digits: light, paper, pens, lines and frames. Everything comes from a seed; the same bytes on every machine
 * but for what the engine's sine and cosine round.
 */
export interface Picture {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}
type Next = () => number
type Colour = readonly [red: number, green: number, blue: number]

/** What lies under and over a digit. */
interface Scene {
  readonly paper: Colour
  readonly pen: Colour
  /** Share of the light at a place, 0 … 1 of each side. */
  readonly light?: (x: number, y: number) => number
  /** What lines, boxes and tables cover: 0 … 1, and their colour. */
  readonly over?: (x: number, y: number, box: Box) => number
  readonly ruling?: Colour
  /** Standard deviation of the grain. */
  readonly noise?: number
  /** Height of the digit in pixels. */
  readonly size?: number
  /** Pixels along the edges that the digit keeps off. */
  readonly margin?: number
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const SIDE = 280
const grey = (level: number): Colour => [level, level, level]
const WHITE = grey(245)
const BLACK = grey(30)
/** About normal, mean 0, standard deviation 1: four uniform ones. */
const normal = (next: Next) => (next() + next() + next() + next() - 2) * Math.sqrt(3)
const between = (next: Next, from: number, to: number) => from + next() * (to - from)

/** A line of `width` pixels at distance `d`, with half a pixel of soft rim. */
const stroke = (d: number, width: number) => Math.min(1, Math.max(0, width / 2 + 0.5 - Math.abs(d)))
const step = (x: number, softness: number) => Math.min(1, Math.max(0, 0.5 + x / softness))

/** A shadow from one side to the other, from 245 to `least` on white paper. */
function shadow(next: Next, least: number): Scene {
  const down = next() < 0.5
  const back = next() < 0.5
  const light = (x: number, y: number) => {
    const t = down ? y : x
    return 1 - ((245 - least) / 245) * (back ? 1 - t : t)
  }
  return { paper: WHITE, pen: BLACK, light }
}

function hardShadow(next: Next): (x: number, y: number) => number {
  const angle = next() * 2 * Math.PI
  const [a, b] = [Math.cos(angle), Math.sin(angle)]
  const dark = between(next, 0.5, 0.65)
  // a third of the picture lies beyond
  const reach = 0.17 * (Math.abs(a) + Math.abs(b))
  return (x, y) => 1 - (1 - dark) * step(a * (x - 0.5) + b * (y - 0.5) - reach, 0.02)
}

/** Lines along the rows (and columns) at a distance from one another, that may lean. */
function ruled(next: Next, both: boolean, lean = 0): Scene['over'] {
  const apart = between(next, both ? 14 : 24, both ? 20 : 34)
  const offset = next() * apart
  const width = between(next, 1, 1.6)
  const tilt = Math.tan((lean * Math.PI) / 180) * (next() < 0.5 ? 1 : -1)
  const near = (v: number) => stroke(((((v - offset) % apart) + 1.5 * apart) % apart) - apart / 2, width)
  return (x, y) => Math.max(near(y + tilt * x), both ? near(x - tilt * y) : 0)
}

function frame(next: Next, inside: number): Scene {
  const width = between(next, 2, 4)
  const over = (x: number, y: number) => {
    const d = Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) - inside
    return d < -0.5 - width && inside > 0 ? 0 : stroke(d - (width - 1) / 2, width)
  }
  return { paper: WHITE, pen: BLACK, over, margin: inside + width + 4 }
}

function border(next: Next, count: number): Scene {
  const width = between(next, 2, 4)
  const first = Math.floor(next() * 4)
  const at = between(next, 2, 14)
  const sides = Array.from({ length: count }, (_, i) => (first + i) % 4)
  const over = (x: number, y: number) =>
    Math.max(...sides.map((side) => stroke([x, y, SIDE - 1 - x, SIDE - 1 - y][side]! - at, width)))
  return { paper: WHITE, pen: BLACK, over, margin: at + width + 4 }
}

function table(next: Next): Scene {
  const side = Math.floor(next() * 4)
  const width = between(next, 0.08, 0.2) * SIDE
  const over = (x: number, y: number) => step(width - [x, y, SIDE - 1 - x, SIDE - 1 - y][side]!, 2)
  return { paper: WHITE, pen: BLACK, over, ruling: [80, 60, 45], margin: width + 6 }
}

function boxTouching(next: Next): Scene {
  const width = between(next, 2, 4)
  const gaps = Array.from({ length: 4 }, () => between(next, -2, 10))
  const over = (x: number, y: number, { left, top, right, bottom }: Box) => {
    const [l, t, r, b] = [left - gaps[0]!, top - gaps[1]!, right + gaps[2]!, bottom + gaps[3]!]
    const d = Math.min(x - l, y - t, r - x, b - y)
    return stroke(d, width)
  }
  return { paper: WHITE, pen: BLACK, over, margin: 14 }
}

const lit = (scene: Scene, light: Scene['light']): Scene => ({ ...scene, ...(light && { light }) })
const pencil = (contrast: number, noise: number): Scene => ({
  paper: grey(235),
  pen: grey(235 - contrast),
  noise,
})

/** Name → how many of 100 are to be read right, and what the picture is like. */
export const CONDITIONS: Readonly<Record<string, { least: number; scene(next: Next): Scene }>> = {
  clean: { least: 98, scene: () => ({ paper: WHITE, pen: BLACK }) },
  'shadow to 140': { least: 98, scene: (next) => shadow(next, 140) },
  'shadow to 80': { least: 98, scene: (next) => shadow(next, 80) },
  vignette: {
    least: 98,
    scene: () => ({
      paper: WHITE,
      pen: BLACK,
      light: (x, y) => 1 - 0.55 * Math.min(1, ((x - 0.5) ** 2 + (y - 0.5) ** 2) * 2),
    }),
  },
  'hard shadow': { least: 98, scene: (next) => lit({ paper: WHITE, pen: BLACK }, hardShadow(next)) },
  'frame on the edge': { least: 98, scene: (next) => frame(next, 0) },
  'frame inside': { least: 98, scene: (next) => frame(next, 14) },
  'one border line': { least: 98, scene: (next) => border(next, 1) },
  'two border lines': { least: 98, scene: (next) => border(next, 2) },
  table: { least: 98, scene: (next) => table(next) },
  'pencil 26': { least: 98, scene: () => pencil(26, 1.5) },
  'yellow on light blue': {
    least: 98,
    scene: () => ({ paper: [190, 220, 250], pen: [245, 225, 80], noise: 1.5 }),
  },
  highlighter: { least: 98, scene: () => ({ paper: WHITE, pen: [250, 245, 110], noise: 1.5 }) },
  'red on grey': { least: 98, scene: () => ({ paper: grey(150), pen: [205, 45, 45], noise: 1.5 }) },
  'chalk on a shadowed board': {
    least: 98,
    scene: (next) =>
      lit({ paper: [48, 62, 54], pen: grey(225), noise: 2 }, shadow(next, between(next, 80, 140)).light),
  },
  '40 px high': { least: 98, scene: () => ({ paper: WHITE, pen: BLACK, size: 40 }) },
  'graph paper': {
    least: 96,
    scene: (next) => ({ paper: WHITE, pen: BLACK, over: ruled(next, true)!, ruling: [165, 185, 220] }),
  },
  'ruled paper': {
    least: 96,
    scene: (next) => ({ paper: WHITE, pen: BLACK, over: ruled(next, false)!, ruling: [150, 170, 205] }),
  },
  'pencil 18, noise 4': { least: 96, scene: () => pencil(18, 4) },
  'bands of shadow': {
    least: 90,
    scene: (next) => {
      const angle = next() * Math.PI
      const [a, b, from] = [Math.cos(angle), Math.sin(angle), next()]
      return lit({ paper: WHITE, pen: BLACK }, (x, y) => {
        const t = ((a * x + b * y) * 3 + from) % 1
        const u = t < 0 ? t + 1 : t
        return 1 - 0.4 * step(0.2 - Math.abs(u - 0.5), 0.1)
      })
    },
  },
  'pencil in a hard shadow': { least: 90, scene: (next) => lit(pencil(45, 1.5), hardShadow(next)) },
  glow: {
    least: 90,
    scene: (next) => {
      const [cx, cy] = [next(), next()]
      return lit(
        { paper: WHITE, pen: BLACK },
        (x, y) => 0.45 + 0.55 * Math.exp(-8 * ((x - cx) ** 2 + (y - cy) ** 2)),
      )
    },
  },
  'lines that lean': {
    least: 90,
    scene: (next) => ({ paper: WHITE, pen: BLACK, over: ruled(next, false, 2)!, ruling: [150, 170, 205] }),
  },
  'box that touches': { least: 90, scene: (next) => boxTouching(next) },
}

/** The rows and columns of a digit that have ink, exclusive right and bottom. */
export function inkBox(raw: Uint8Array): Box {
  let [left, top, right, bottom] = [28, 28, 0, 0]
  for (let y = 0; y < 28; y++)
    for (let x = 0; x < 28; x++)
      if (raw[28 * y + x]! > 64) {
        left = Math.min(left, x)
        right = Math.max(right, x + 1)
        top = Math.min(top, y)
        bottom = y + 1
      }
  return { left, top, right, bottom }
}

/** A picture under a condition; without `raw`, paper without a digit. */
export function picture(name: string, next: Next, raw?: Uint8Array): Picture {
  const scene = CONDITIONS[name]!.scene(next)
  const { paper, pen, light = () => 1, over, ruling = BLACK, noise = 1, size, margin = 4 } = scene
  const ink = raw ? inkBox(raw) : { left: 0, top: 0, right: 20, bottom: 20 }
  const inner = SIDE - 2 * margin
  const wanted = size ?? between(next, 110, 215)
  const scale = Math.min(wanted, inner) / Math.max(ink.bottom - ink.top, (ink.right - ink.left) * 1)
  const left = margin + next() * (inner - scale * (ink.right - ink.left))
  const top = margin + next() * (inner - scale * (ink.bottom - ink.top))
  const box = {
    left,
    top,
    right: left + scale * (ink.right - ink.left),
    bottom: top + scale * (ink.bottom - ink.top),
  }
  const crisp = between(next, 1, 2.5)
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x > 27 || y > 27 || !raw ? 0 : raw[28 * y + x]! / 255
  const data = new Uint8ClampedArray(4 * SIDE * SIDE)
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      let share = 0
      const u = (x + 0.5 - left) / scale + ink.left - 0.5
      const v = (y + 0.5 - top) / scale + ink.top - 0.5
      if (raw && u > -1 && v > -1 && u < 28 && v < 28) {
        const [i, j] = [Math.floor(u), Math.floor(v)]
        const [a, b] = [u - i, v - j]
        share =
          (1 - b) * ((1 - a) * at(i, j) + a * at(i + 1, j)) +
          b * ((1 - a) * at(i, j + 1) + a * at(i + 1, j + 1))
        // between a scan's soft edges and a pen's crisp ones
        share = Math.min(1, Math.max(0, 0.5 + crisp * (share - 0.5) - (crisp > 1 && share === 0 ? 1 : 0)))
      }
      const covered = over ? over(x, y, box) : 0
      const lightness = light((x + 0.5) / SIDE, (y + 0.5) / SIDE)
      const grain = noise * normal(next)
      for (let channel = 0; channel < 3; channel++) {
        const under = paper[channel]! + covered * (ruling[channel]! - paper[channel]!)
        const value = under + share * (pen[channel]! - under)
        data[4 * (SIDE * y + x) + channel] = value * lightness + grain
      }
      data[4 * (SIDE * y + x) + 3] = 255
    }
  }
  return { data, width: SIDE, height: SIDE }
}
