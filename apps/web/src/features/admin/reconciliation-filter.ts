const PAGE = 20;

/** Input of the list of runs, shared by the page and by the server that prefetches it. */
export const reconciliationsInput = (cursor: string | null) => ({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });
