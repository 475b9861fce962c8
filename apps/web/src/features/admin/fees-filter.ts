const PAGE = 20;

/** The query behind the list of withdrawals. */
export const withdrawalsInput = (cursor: string | null) => ({ limit: PAGE, kind: "fee" as const, ...(cursor === null ? {} : { cursor }) });
