/** What the page trains, as a form shows it and the address of the page says it. */
import { type Recipe, type RecipeName, recipes } from 'lenet1989'

export type Config = Recipe & { readonly seed: number }

/** The recipe of the table, or of a file of weights, and what may be changed of it here. */
export interface Settings {
  readonly recipe: RecipeName
  readonly seed: number
  readonly lr: number
  readonly dropout: number
  readonly passes: number
}

/** How the page calls the recipes, and what each is. */
export const recipeTexts: Readonly<Record<RecipeName, { readonly title: string; readonly note: string }>> = {
  base: { title: 'The net of 1989', note: 'tanh, mean squared error, plain gradient descent.' },
  crossEntropy: { title: '+ cross-entropy', note: 'Ten logits and a softmax instead of squared errors.' },
  adam: { title: '+ Adam', note: 'AdamW: steps scaled by each weight’s own history.' },
  augmentation: { title: '+ augmentation', note: 'Each digit is moved by up to a pixel each time.' },
  modern: { title: '+ dropout, ReLU (modern)', note: 'Same size, with today’s methods.' },
  paper1989: {
    title: 'The paper’s own training',
    note: 'Scaled tanh, small weights, a learning rate per weight from its curvature.',
  },
  postal: {
    title: 'For postal digits',
    note: 'SiLU, distorted digits, averaged weights: hours on a phone, minutes on a desktop.',
  },
}

export const isRecipeName = (name: string): name is RecipeName => Object.hasOwn(recipes, name)

export function defaults(recipe: RecipeName): Settings {
  const { lr, dropout, passes } = recipes[recipe]
  return { recipe, seed: 1337, lr, dropout, passes }
}

export const toConfig = ({ recipe, ...own }: Settings): Config => ({ ...recipes[recipe], ...own })

/** The settings that make this configuration; `undefined` if none do. */
export function fromConfig(config: Config): Settings | undefined {
  const { seed, lr, dropout, passes } = config
  const names = Object.keys(recipes) as RecipeName[]
  return names
    .map((recipe) => ({ recipe, seed, lr, dropout, passes }))
    .find((settings) => same(toConfig(settings), config))
}

function same(a: Config, b: Config): boolean {
  const fields = Object.keys(a) as (keyof Config)[]
  return fields.every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field]))
}

/** The fields that are numbers: how they are read, and what is said of other text. */
interface NumberField {
  readonly label: string
  readonly expected: string
  fits(value: number): boolean
}

export const numberFields = {
  seed: {
    label: 'Seed',
    expected: 'a whole number from 0 to 4294967295',
    fits: (value) => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff,
  },
  lr: {
    label: 'Learning rate',
    expected: 'a number above 0, up to 1',
    fits: (value) => value > 0 && value <= 1,
  },
  dropout: {
    label: 'Dropout',
    expected: 'a number from 0 to 0.9',
    fits: (value) => value >= 0 && value <= 0.9,
  },
  passes: {
    label: 'Passes',
    expected: 'a whole number from 1 to 1000',
    fits: (value) => Number.isInteger(value) && value >= 1 && value <= 1000,
  },
} as const satisfies Record<string, NumberField>

export type NumberName = keyof typeof numberFields
export const numberNames = Object.keys(numberFields) as readonly NumberName[]

/** The number that was typed, or a sentence about what would be one. */
export function readNumber(name: NumberName, typed: string): number | string {
  const { label, expected, fits } = numberFields[name]
  const text = typed.trim().replace(',', '.')
  const value = /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  return fits(value) ? value : `${label}: ${expected}.`
}

/** `#recipe=modern&seed=7`: the recipe, and what differs from its defaults. */
export function toAddress(settings: Settings): string {
  const usual = defaults(settings.recipe)
  const parameters = new URLSearchParams({ recipe: settings.recipe })
  for (const name of numberNames) {
    if (settings[name] !== usual[name]) parameters.set(name, String(settings[name]))
  }
  return `#${parameters}`
}

/** Whether an address says settings, and is not one of a part of the page. */
export const ownAddress = (hash: string): boolean => hash.replace('#', '') === '' || hash.includes('=')

/** What an address may name. */
const known: readonly string[] = ['recipe', 'race', ...numberNames]

/** The settings in an address. What it does not say, or says wrongly, is as usual; what was wrong is listed. */
export function fromAddress(hash: string): { settings: Settings; wrong: readonly string[] } {
  const parameters = new URLSearchParams(ownAddress(hash) ? hash.replace(/^#/, '') : '')
  const named = parameters.get('recipe') ?? 'base'
  const wrong = isRecipeName(named)
    ? []
    : [`The address asks for the recipe “${named}”, which this page does not have.`]
  const strange = [...new Set(parameters.keys())].filter((name) => !known.includes(name))
  if (strange.length > 0)
    wrong.push(
      `The address says ${strange.map((name) => `“${name}”`).join(', ')}, which this page does not know; it knows ${known.join(', ')}.`,
    )
  const usual = defaults(isRecipeName(named) ? named : 'base')
  const numbers = numberNames.map((name) => {
    const text = parameters.get(name)
    if (text === null) return [name, usual[name]]
    const value = readNumber(name, text)
    if (typeof value === 'number') return [name, value]
    wrong.push(value)
    return [name, usual[name]]
  })
  return { settings: { ...usual, ...Object.fromEntries(numbers) }, wrong }
}

/** What does the same in Node: the command, or, for what it has no option for, code. */
export function inNode({ recipe, dropout, ...settings }: Settings): string {
  const usual = defaults(recipe)
  const changed = (['seed', 'lr', 'passes'] as const).filter((name) => settings[name] !== usual[name])
  if (dropout === usual.dropout) {
    return `npx lenet1989 train --recipe ${recipe}${changed.map((name) => ` --${name} ${settings[name]}`).join('')}`
  }
  const fields = changed.map((name) => `, ${name}: ${settings[name]}`).join('')
  return `Network.create({ ...recipes.${recipe}, dropout: ${dropout}${fields} })`
}
