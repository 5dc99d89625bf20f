// for Node, from one bundle
import { readFile } from 'node:fs/promises'
import { attempt } from './attempt.js'

attempt((name) => readFile(`digits/${name}`)).then((result) => console.log(JSON.stringify(result)))
