/** What of it is used here. */
export interface Editor {
  readonly container: HTMLDivElement;
  readonly lines: HTMLCollectionOf<HTMLDivElement>;
  readonly textarea: HTMLTextAreaElement;
  readonly value: string;
  readonly keyCommandMap: Record<string, () => boolean>;
  setOptions(options: { value: string }): void;
  on(name: "update", listener: (value: string) => void): () => void;
}
export type Extension = { readonly extension: unique symbol };
export function createEditor(
  container: null,
  options: { language: "python"; value: string; tabSize: number },
  ...extensions: Extension[]
): Editor;
export function defaultCommands(): Extension;
/** Whether Tab goes on to what follows, rather than indenting, in all editors. */
export function setIgnoreTab(ignored: boolean): void;
