/**
 * The compiled modules, one row each: the name is the target in asconfig.json and the module build/NAME.wasm. Those that the package waits for come first, and
 * among them the ones that take longest.
 */
export interface Target {
  readonly entry: string
  /** The module of src/ that carries it into the package, as text (`text.ts`). */
  readonly inline?: string
  /** The file that the package also has it as. */
  readonly packaged?: string
  /** Whether it is optimised for size once more, as a whole: 1% smaller. Not where loops were measured as they are. */
  readonly again?: boolean
}

export type Targets = Readonly<Record<string, Target>>

export const targets: Targets = {
  lenet1989: {
    entry: 'assembly/float32/index.ts',
    inline: 'src/wasm/lenet1989.wasm.ts',
    packaged: 'dist/lenet1989.wasm',
  },
  full: {
    entry: 'assembly/float32/full.ts',
    inline: 'src/wasm/full.wasm.ts',
    packaged: 'dist/full.wasm',
  },
  relaxed: {
    entry: 'assembly/float32/relaxed.ts',
    inline: 'src/wasm/relaxed.wasm.ts',
    packaged: 'dist/relaxed.wasm',
  },
  int16: {
    entry: 'assembly/int16/index.ts',
    inline: 'src/wasm/int16.wasm.ts',
    packaged: 'dist/int16.wasm',
  },
  reference: { entry: 'assembly/reference/index.ts', inline: 'src/wasm/reference.wasm.ts' },
  classifier: {
    entry: 'assembly/classifier/index.ts',
    inline: 'src/wasm/classifier.wasm.ts',
    packaged: 'dist/classifier.wasm',
    again: true,
  },
  read: {
    entry: 'assembly/read/index.ts',
    inline: 'src/wasm/read.wasm.ts',
    packaged: 'dist/read.wasm',
    again: true,
  },
  'read-training': { entry: 'assembly/read/training.ts' },
  'read-checked': { entry: 'assembly/read/training.ts' },
  testing: { entry: 'assembly/testing/index.ts' },
  'testing-checked': { entry: 'assembly/testing/index.ts' },
  picture: { entry: 'assembly/testing/picture.ts' },
  'picture-checked': { entry: 'assembly/testing/picture.ts' },
  'classifier-training': { entry: 'assembly/classifier-training/index.ts' },
  'int16-checked': { entry: 'assembly/int16/index.ts' },
}
