/** A code: a module outside it is light. */
export interface Code {
  readonly size: number;
  get(x: number, y: number): boolean;
}
/** Throws if no code holds the text. */
export function generate(text: string): Code;
