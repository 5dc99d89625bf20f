/** The part of convnetjs's interface that is used here; it has no types of its own. */
declare module 'convnetjs' {
  export interface Volume {
    w: ArrayLike<number>
  }
  export interface Network {
    makeLayers(layers: readonly object[]): void
    forward(x: Volume, training?: boolean): Volume
    toJSON(): unknown
    fromJSON(json: unknown): void
  }
  const convnetjs: {
    readonly Net: new () => Network
    readonly Vol: new (sx: number, sy: number, depth: number, fill: number) => Volume
    readonly Trainer: new (
      network: Network,
      options: object,
    ) => { train(x: Volume, y: number | readonly number[]): unknown }
  }
  export default convnetjs
}
