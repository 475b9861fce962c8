const PAGE = 20;

/** What the list of comparisons asks of the API. */
export const reconciliationsInput = (cursor: string | null) => ({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });
