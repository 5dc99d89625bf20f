/** `lenet1989 recipes`: the named recipes, field by field. */
import { type Recipe, recipes } from '../../model/recipes.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { table } from '../terminal/format.js'

export const addRecipes: AddCommand = (program, context) => {
  program
    .command('recipes')
    .summary('list the recipes, field by field')
    .description(
      'Lists the recipes: every field of base, and the fields in which the others differ. Your own recipe is a JSON ' +
        'file with the fields that differ, passed as --recipe FILE.json: { "extends": "modern", "dropout": 0.35 }',
    )
    .option('--json', 'print one JSON object, each recipe with all its fields')
    .addHelpText(
      'after',
      examples([
        ['recipes', 'what --recipe accepts'],
        ['recipes --json | jq .modern > my.json', 'a recipe to edit, with all fields'],
        ['train --recipe my.json', 'train it'],
      ]),
    )
    .action((options: { readonly json?: true }) => list(options.json === true, context))
}

function list(json: boolean, { terminal }: Context): void {
  if (json) {
    terminal.print(JSON.stringify(recipes))
    return
  }
  const { base, ...others } = recipes
  const fields = Object.keys(base) as (keyof Recipe)[]
  const [headings, ...rows] = table([
    ['field', ...Object.keys(recipes)],
    ...fields.map((field) => {
      const usual = show(base[field])
      const values = Object.values(others).map((recipe: Recipe) => show(recipe[field]))
      return [field, usual, ...values.map((value) => (value === usual ? '·' : value))]
    }),
  ])
  terminal.print(terminal.style('bold', headings!))
  for (const row of rows) terminal.print(row)
  terminal.print()
  terminal.print('· as in base')
}

const show = (value: Recipe[keyof Recipe]): string =>
  typeof value === 'object' ? value.join(' ') : String(value)
