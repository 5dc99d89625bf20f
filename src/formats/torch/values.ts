/** What a pickle says, as data. */

/** What Python would import: `torch._utils._rebuild_tensor_v2`. */
export class Global {
  constructor(readonly name: string) {}
}

/** What Python would call, and with what. */
export class Call {
  constructor(
    readonly callee: Global,
    readonly args: readonly Value[],
  ) {}
}

/** What `torch.load` would be asked for: a storage. */
export class Persistent {
  constructor(readonly id: Value) {}
}

/** A dict; also an OrderedDict, which is one that is called for. Keys are strings or numbers. */
export type Dict = Map<string | number, Value>

export type Value = null | boolean | number | string | readonly Value[] | Dict | Global | Call | Persistent
