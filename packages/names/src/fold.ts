/** Letters that one hand writes for another, which normalisation leaves apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ي: "ی",
  ى: "ی",
  ې: "ی",
  ے: "ی",
  ئ: "ی",
  ك: "ک",
  ڪ: "ک",
  ة: "ه",
  ۀ: "ه",
  ہ: "ه",
  ھ: "ه",
  ە: "ه",
  ؤ: "و",
  ٱ: "ا",
  ں: "ن",
  đ: "d",
  ł: "l",
  ø: "o",
  ı: "i",
  œ: "oe",
  æ: "ae",
  ß: "ss",
};

/** Digits of every script as Latin ones: their values follow one another in blocks of ten. */
function latinDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
  return String(code - zero);
}

/** One spelling for all that reads the same: no case, no marks, nothing hidden, letters' variants as one. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}\p{Cc}ـ\u202A-\u202E\u2066-\u2069]/gu, "")
    .replace(/\p{Nd}/gu, latinDigit)
    .replace(/./gsu, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");
}
