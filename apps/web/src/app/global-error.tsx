"use client";

/** The last resort, when even the layout fails. No messages can be loaded here, so two languages stand in the page. */
export default function GlobalError({ retry }: { error: Error; retry: () => void }) {
  return (
    <html lang="fa" dir="rtl">
      <body>
        <h1>امانت · Amanat</h1>
        <p>مشکلی از سمت ما پیش آمد. هیچ پولی جابه‌جا نشد.</p>
        <p lang="en" dir="ltr">
          Something went wrong on our side. No money moved.
        </p>
        <button type="button" onClick={() => retry()}>
          تلاش دوباره · Try again
        </button>
      </body>
    </html>
  );
}
