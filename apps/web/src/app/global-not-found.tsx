import { DEFAULT_LOCALE, directionOf } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";

/** For paths outside every language (a missing file): plain, because no layout applies. */
export default async function GlobalNotFound() {
  const { common } = await loadMessages(DEFAULT_LOCALE);
  return (
    <html lang={DEFAULT_LOCALE} dir={directionOf(DEFAULT_LOCALE)}>
      <body>
        <title>{common.notFound.title}</title>
        <h1>{common.notFound.title}</h1>
        <p>{common.notFound.text}</p>
        <a href={`/${DEFAULT_LOCALE}`}>{common.notFound.home}</a>
      </body>
    </html>
  );
}
