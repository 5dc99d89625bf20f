/** What is needed of `process.stdout` and `process.stderr`. */
export interface Stream {
  write(text: string, done?: () => void): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}
