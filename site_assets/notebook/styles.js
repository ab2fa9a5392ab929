/** Where the styles of pictures come from in a notebook: the kernel sends them. */

/** @type {{ picture: CSSStyleSheet | null }} */
export const styles = { picture: null };

export const pictureStyles = () => styles.picture;
