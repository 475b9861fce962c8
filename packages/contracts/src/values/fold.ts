/**
 * A text as it is searched: what people who mean the same word type differently becomes the same. Letters and digits only, in lower case,
 * words divided by one space. It is made for looking things up and never shown.
 *
 * Persian and Arabic are written with two keyboards' letters, with or without vowel signs, and with joiners that cannot be seen; Vietnamese
 * with or without its marks.
 */
const SAME: Readonly<Record<string, string>> = {
  ي: "ی",
  ى: "ی",
  ئ: "ی",
  ك: "ک",
  ة: "ه",
  ۀ: "ه",
  ە: "ه",
  ہ: "ه",
  ھ: "ه",
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ؤ: "و",
  đ: "d",
};
const LETTERS = new RegExp(`[${Object.keys(SAME).join("")}]`, "gu");
/** Vowel signs, the stretching line, joiners and marks of direction. */
const UNSEEN = /[\u064B-\u065F\u0670\u06D6-\u06ED\u0640\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]/gu;
const MARKS = /[\u0300-\u036F]/gu;
const DIGIT = /\p{Nd}/gu;
const NEITHER = /[^\p{L}\p{N}]+/gu;

/** The value of a digit of any script: tens of digits stand beside each other, and the first of them begin where no digit is before. */
function valueOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** Digits of every script as 0 to 9. */
export const plainDigits = (text: string): string =>
  text.replace(DIGIT, (digit) => (digit >= "0" && digit <= "9" ? digit : valueOf(digit)));

export function folded(text: string): string {
  const letters = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(LETTERS, (letter) => SAME[letter] ?? letter)
    .replace(UNSEEN, "");
  return plainDigits(letters).normalize("NFD").replace(MARKS, "").normalize("NFC").replace(NEITHER, " ").trim();
}
