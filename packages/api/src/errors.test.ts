import { describe, expect, it } from "vitest";
import { DomainError, ERRORS, type ErrorCode } from "@amanat/contracts";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import * as z from "zod";
import { ApiError, domainErrorOf, errorBody, trpcCode, withCorrelation } from "./errors.ts";

const inner = "column of 10.0.0.5:5432 SELECT secret";

describe("the error map", () => {
  it.each(Object.keys(ERRORS) as ErrorCode[])("%s keeps its code and status through tRPC", (code) => {
    const error = new ApiError(new DomainError(code, "shown"), "corr-1234");
    expect(error.amanat).toMatchObject({ code, correlationId: "corr-1234", retryable: ERRORS[code].retryable });
    expect(getHTTPStatusCodeFromError(error)).toBe(ERRORS[code].http);
    expect(trpcCode(code)).toBe(error.code);
  });

  it("shows nothing of what it does not know", () => {
    const unknown = [
      new Error(inner),
      new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: inner, cause: new Error(inner) }),
      inner,
      undefined,
      { message: inner },
      new DomainError("INTERNAL_SERVER_ERROR", inner),
    ];
    for (const error of unknown) {
      expect(errorBody(error).code).toBe("INTERNAL_SERVER_ERROR");
      expect(JSON.stringify(errorBody(error))).not.toContain("10.0.0.5");
    }
    expect(JSON.stringify(errorBody(new DomainError("NOT_FOUND", "shown", { cause: new Error(inner) })))).not.toContain("10.0.0.5");
  });

  it("knows the database's trouble by its class: nobody's mistake, and worth trying again", () => {
    const of = (code: string) => domainErrorOf(Object.assign(new Error("x"), { code })).code;
    // No room on the disk or in memory, an operator's hand, the machine below.
    for (const code of ["53000", "53100", "53200", "57000", "57P01", "57P03", "58000", "58030", "08006", "ENOSPC", "EDQUOT", "EMFILE"])
      expect([code, of(code)]).toEqual([code, "SERVICE_UNAVAILABLE"]);
    for (const code of ["53300", "53400", "55P03", "57014"]) expect([code, of(code)]).toEqual([code, "BUSY"]);
    for (const code of ["22021", "22P05"]) expect([code, of(code)]).toEqual([code, "VALIDATION_ERROR"]);
    for (const code of ["42703", "22012", "23514", "XX000"]) expect([code, of(code)]).toEqual([code, "INTERNAL_SERVER_ERROR"]);
  });

  it("calls an outage an outage", () => {
    for (const code of ["ECONNREFUSED", "57P01", "P1017"])
      expect(domainErrorOf(Object.assign(new Error("x"), { code })).code).toBe("SERVICE_UNAVAILABLE");
    expect(
      domainErrorOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: new Error("Connection terminated unexpectedly") })).code,
    ).toBe("SERVICE_UNAVAILABLE");
  });

  it("names wrong input by path and code, and a wrong answer of our own not at all", () => {
    const schema = z.object({ a: z.object({ b: z.string().min(3) }), c: z.number().refine((n) => n > 1, { params: { code: "too_few" } }) });
    const cause = schema.safeParse({ a: { b: "" }, c: 0 }).error;
    const body = errorBody(new TRPCError({ code: "BAD_REQUEST", cause }));
    expect(body.issues).toEqual([
      { path: "a.b", code: "too_small" },
      { path: "c", code: "too_few" },
    ]);
    const ours = errorBody(new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Output validation failed", cause }));
    expect([ours.code, ours.issues]).toEqual(["INTERNAL_SERVER_ERROR", undefined]);
  });

  it("carries the request's id wherever it is made", () => {
    expect(withCorrelation("corr-5678", () => errorBody(new Error("x")).correlationId)).toBe("corr-5678");
  });
});
