/** What of it is used here. */
declare const purifier: {
  removeAllHooks(): void;
  addHook(
    name: "uponSanitizeAttribute",
    hook: (node: Element, attribute: { attrName: string; attrValue: string; keepAttr: boolean }) => void,
  ): void;
  sanitize(
    root: Element,
    options: {
      USE_PROFILES: { html: boolean; svg: boolean; mathMl: boolean };
      FORBID_TAGS: string[];
      FORBID_ATTR: string[];
      ALLOW_DATA_ATTR: boolean;
      IN_PLACE: boolean;
    },
  ): Element;
};
export default purifier;
