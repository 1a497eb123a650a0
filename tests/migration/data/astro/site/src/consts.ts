export const SITE_TITLE = "Cecilia's stars";
export const SITE_DESCRIPTION = 'Spectra & such';
