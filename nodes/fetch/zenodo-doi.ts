/** The number of the Zenodo record that a DOI names, with or without `https://doi.org/`; undefined for other DOIs. */
export function zenodoRecordOf(doi: string): string | undefined {
  return /^(?:doi:|https?:\/\/(?:dx\.)?doi\.org\/)?10\.5281\/zenodo\.(\d{1,15})$/i.exec(doi.trim())?.[1];
}
