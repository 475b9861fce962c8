import type { CreateRequestInput, Locale } from "@amanat/contracts";

export type SeedRequest = {
  key: string;
  locale: Locale;
  input: Omit<CreateRequestInput, "asset" | "budgetMin" | "budgetMax"> & { from: string; to: string };
};

/**
 * What the demo's buyer is looking for: things people really ask others to fetch or do. `from` and
 * `to` are whole coins of the first token.
 */
export const SEED_REQUESTS: readonly SeedRequest[] = [
  {
    key: "headphones",
    locale: "fa",
    input: {
      title: "هدفون بی‌سیم سونی WH-1000XM5، نو و پلمب",
      description:
        "هدفون سونی مدل WH-1000XM5 رنگ مشکی، نو و پلمب با فاکتور خرید. ارسال به تهران با بسته‌بندی مطمئن. لطفاً زمان رسیدن و گارانتی را در پیشنهاد بنویسید.",
      productType: "physical_product",
      category: "electronics",
      urgency: "normal",
      delivery: { mode: "physical", country: "Iran", city: "Tehran", address: "", postalCode: "" },
      openDays: 21,
      from: "310",
      to: "390",
    },
  },
  {
    key: "transcript-translation",
    locale: "fa",
    input: {
      title: "ترجمه رسمی ریز نمرات دانشگاه به آلمانی",
      description:
        "ترجمه رسمی دانشنامه کارشناسی و ریز نمرات (۹ صفحه) از فارسی به آلمانی با مهر مترجم مورد تأیید. فایل اسکن را می‌فرستم و نسخه دیجیتال مهرشده کافی است.",
      productType: "service",
      category: "translation",
      urgency: "high",
      delivery: { mode: "online", channel: "E-mail" },
      openDays: 10,
      from: "120",
      to: "180",
    },
  },
  {
    key: "logo",
    locale: "fa",
    input: {
      title: "طراحی نشان و کارت ویزیت برای یک کافه کوچک",
      description:
        "برای کافه‌ای شانزده نفره نشان ساده با نوشتار فارسی می‌خواهم: سه اتود، دو نوبت اصلاح، تحویل فایل برداری به همراه طرح کارت ویزیت و تابلو.",
      productType: "digital_product",
      category: "design",
      urgency: "low",
      delivery: { mode: "online", channel: "Figma" },
      openDays: 30,
      from: "150",
      to: "260",
    },
  },
  {
    key: "camera-lens",
    locale: "en",
    input: {
      title: "Used Canon RF 35mm f/1.8 lens, clean glass",
      description:
        "Looking for a used Canon RF 35mm f/1.8 Macro IS STM. No fungus or scratches on the glass, working autofocus, both caps. Please quote with photos ready to share and tracked shipping included.",
      productType: "physical_product",
      category: "electronics",
      urgency: "normal",
      delivery: { mode: "physical", country: "Türkiye", city: "Istanbul", address: "", postalCode: "" },
      openDays: 14,
      from: "260",
      to: "330",
    },
  },
  {
    key: "postgres-review",
    locale: "en",
    input: {
      title: "Review of a slow PostgreSQL reporting query",
      description:
        "One reporting query takes 40 seconds on 60 million rows. I share the schema, the plan and a dump of statistics; I need a rewritten query, index advice and a short explanation of why it is faster.",
      productType: "service",
      category: "software",
      urgency: "high",
      delivery: { mode: "online", channel: "Video call and a written report" },
      openDays: 7,
      from: "200",
      to: "400",
    },
  },
  {
    key: "visa-consultation",
    locale: "en",
    input: {
      title: "One hour with an adviser on student visas for Canada",
      description:
        "I have an admission letter for January and questions about proof of funds and the study plan. One hour by video call with somebody who has prepared such applications before, with a written checklist afterwards.",
      productType: "consultation",
      category: "advice",
      urgency: "urgent",
      delivery: { mode: "online", channel: "Video call" },
      openDays: 5,
      from: "60",
      to: "110",
    },
  },
];
