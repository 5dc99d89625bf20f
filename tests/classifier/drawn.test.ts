/** Digits as people draw them: any size, place, pen and paper; MNIST's own on larger pictures; and pictures of nothing, with grain and dust on them. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { type Colour, drawing } from '../../scripts/pictures/drawing.js'
import { normal, pasted, random } from '../../scripts/pictures/pasted.js'
import { DigitClassifier, type Picture } from '../../src/classifier/index.js'
import { parseIdx } from '../../src/data/index.js'
import { findMnist } from '../../src/node/mnist.js'

const drawn = suite('drawn')
const classifier = DigitClassifier.loadSync()

/** What is read wrong of all ways to write the ten digits, as `4→1`. */
function wrong(draw: (strokes: (typeof DIGITS)[number][number]) => Picture): string[] {
  return DIGITS.flatMap((ways, digit) =>
    ways
      .map((strokes) => classifier.classify(draw(strokes)).digit)
      .filter((read) => read !== digit)
      .map((read) => `${digit}→${read}`),
  )
}

for (const [size, left, top] of [
  [30, 10, 240],
  [60, 210, 8],
  [120, 90, 140],
  [200, 40, 40],
  [270, 5, 5],
] as const) {
  drawn(`strokes of ${size} px at ${left}, ${top} are read right`, () => {
    assert.equal(
      wrong((strokes) => drawing(strokes, { size, left, top, thickness: 0.1 * size })),
      [],
    )
  })
}
for (const thickness of [2, 4, 6, 16, 30, 50]) {
  drawn(`strokes of 200 px, ${thickness} thick, are read right`, () => {
    assert.equal(
      wrong((strokes) => drawing(strokes, { size: 200, thickness })),
      [],
    )
  })
}

const colours: Record<string, [pen: Colour, paper: Colour]> = {
  'black on white': [
    [0, 0, 0, 255],
    [255, 255, 255, 255],
  ],
  'white on black': [
    [255, 255, 255, 255],
    [0, 0, 0, 255],
  ],
  'yellow on blue': [
    [250, 230, 120, 255],
    [20, 40, 160, 255],
  ],
  'grey on lighter grey': [
    [120, 120, 120, 255],
    [180, 180, 180, 255],
  ],
  'black on transparent': [
    [0, 0, 0, 255],
    [0, 0, 0, 0],
  ],
  'white on transparent': [
    [255, 255, 255, 255],
    [255, 255, 255, 0],
  ],
  'half transparent red on white': [
    [255, 0, 0, 128],
    [255, 255, 255, 255],
  ],
}
for (const [name, [pen, paper]] of Object.entries(colours)) {
  drawn(`${name} is read right`, () => {
    assert.equal(
      wrong((strokes) => drawing(strokes, { size: 120, left: 100, top: 30, thickness: 11, pen, paper })),
      [],
    )
  })
}

/** Grain of a standard deviation on all three colours of each pixel. */
function grainy(picture: ReturnType<typeof drawing>, deviation: number, seed: number) {
  const next = random(seed)
  for (let i = 0; i < picture.data.length; i += 4) {
    const grain = deviation * normal(next)
    for (let channel = 0; channel < 3; channel++) picture.data[i + channel]! += grain
  }
  return picture
}
for (const [deviation, pen, paper] of [
  [8, 0, 230],
  [20, 30, 200],
  [30, 230, 60],
] as const) {
  const look = { pen: [pen, pen, pen, 255], paper: [paper, paper, paper, 255] } as const
  drawn(
    `${pen} on ${paper} with grain of ±${deviation} is read right, and such paper alone holds nothing`,
    () => {
      assert.equal(
        wrong((strokes) => grainy(drawing(strokes, { size: 160, ...look }), deviation, 7)),
        [],
      )
      for (let seed = 1; seed <= 5; seed++)
        assert.is(classifier.classify(grainy(drawing([], look), deviation, seed)).digit, null)
    },
  )
}

drawn('specks of dust far from the digit do not change what is read', () => {
  const next = random(3)
  const dusty = (picture: ReturnType<typeof drawing>) => {
    for (let speck = 0; speck < 40; speck++)
      picture.data.fill(0, ...[4 * Math.floor(next() * 280 * 280)].flatMap((at) => [at, at + 3]))
    return picture
  }
  assert.equal(
    wrong((strokes) => dusty(drawing(strokes, { size: 150, left: 20, top: 90 }))),
    [],
  )
})

drawn(
  'MNIST’s test digits at random places and 0.5 to 8 times their size lose at most 0.3 points',
  async () => {
    const { files } = await findMnist(undefined, {})
    const { images, labels } = await parseIdx(
      files['t10k-images-idx3-ubyte'].bytes,
      files['t10k-labels-idx1-ubyte'].bytes,
    )
    const count = labels.length
    const next = random(1989)
    let centred = 0
    let anywhere = 0
    for (let n = 0; n < count; n++) {
      const raw = images.subarray(n * 784, (n + 1) * 784)
      const label = labels[n]
      const scale = 0.5 * 16 ** next()
      const size = Math.ceil(28 * scale)
      const side = size + 10 + Math.floor(next() * size)
      const place = () => Math.floor(next() * (side - size))
      centred += Number(classifier.classify(raw).digit !== label)
      anywhere += Number(
        classifier.classify(pasted(raw, scale, { side, left: place(), top: place() })).digit !== label,
      )
    }
    console.log(`  of ${count} digits ${centred} are misread as they stand, ${anywhere} on larger pictures`)
    assert.ok(anywhere - centred <= 0.003 * count)
  },
)

drawn.run()
