import { books, read, staff } from "../access.ts";
import { nothing } from "../page.ts";
import { query } from "../procedure.ts";
import { backlogsView, dashboardView, deskFindings, listSubjectsInput, searchDeskInput, subjectPage } from "./schemas.ts";

export const procedures = {
  dashboard: query(nothing, dashboardView, read(books, "tenant", null, { rate: "polled" })),
  backlogs: query(nothing, backlogsView, read(books, "tenant", null, { rate: "polled" })),
  list: query(listSubjectsInput, subjectPage, read(staff, "tenant", null)),
  search: query(searchDeskInput, deskFindings, read(staff, "tenant; people for guards and admins", null, { rate: "polled" })),
} as const;
