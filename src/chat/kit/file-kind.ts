/** What kind of file it is by the end of its name, as people say it: "CSV". Undefined where the name does not say. */
export function kindByName(name: string): string | undefined {
  return /[^.]\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase();
}
