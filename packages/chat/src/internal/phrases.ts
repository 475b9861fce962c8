import { folded } from "@amanat/contracts";

/**
 * Words by which people are led away from the platform, or into a known fraud, in its six languages. They warn and hold nothing back, so they may
 * be many and need not be exact.
 */
const WRITTEN = {
  talk_outside: [
    ["telegram", "whatsapp", "whats app", "wechat", "viber", "zalo", "messenger", "discord", "t.me", "wa.me", "skype"],
    ["تلگرام", "واتساپ", "واتس اپ", "ایتا", "روبیکا", "واتساب", "تليجرام", "تلغرام", "تيليجرام", "فايبر"],
    ["微信", "电报", "加我好友", "加v信"],
  ],
  pay_outside: [
    ["outside the platform", "outside of the platform", "off platform", "outside the site", "outside this site", "pay me outside"],
    ["pay me directly", "pay directly", "send me directly", "western union", "paypal", "gift card", "card number"],
    ["خارج از سایت", "خارج از سامانه", "خارج از پلتفرم", "بیرون از سایت", "بیرون سایت", "کارت به کارت", "شماره کارت", "شماره شبا"],
    ["مستقیم واریز", "مستقیم پرداخت", "پرداخت مستقیم", "واریز مستقیم", "بدون واسطه"],
    [
      "en dehors de la plateforme",
      "hors plateforme",
      "hors de la plateforme",
      "hors du site",
      "payez-moi directement",
      "payer directement",
    ],
    ["paie-moi directement", "carte cadeau", "numéro de carte"],
    ["ngoài nền tảng", "ngoài sàn", "chuyển khoản trực tiếp", "thanh toán trực tiếp", "thanh toán ngoài", "trả tiền trực tiếp", "thẻ cào"],
    ["平台外", "平台之外", "私下交易", "私下付款", "直接转账", "直接付款", "线下交易", "线下付款", "转账给我"],
    ["خارج المنصة", "خارج الموقع", "ادفع مباشرة", "ادفع لي مباشرة", "الدفع المباشر", "تحويل مباشر", "رقم البطاقة"],
  ],
  support: [
    ["amanat support", "support team", "i am from support", "customer support", "release the money", "release the funds"],
    ["release the payment", "release the escrow", "confirm receipt first", "confirm first"],
    [
      "پشتیبانی امانت",
      "از پشتیبانی",
      "تیم پشتیبانی",
      "پول را آزاد",
      "وجه را آزاد",
      "مبلغ را آزاد",
      "پولو آزاد",
      "اول تایید کن",
      "دریافت را تایید کن",
    ],
    ["équipe d'assistance", "support amanat", "service client", "libérez les fonds", "libérez l'argent", "débloquez les fonds"],
    ["bộ phận hỗ trợ", "nhân viên hỗ trợ", "hỗ trợ amanat", "giải ngân trước", "giải phóng tiền", "xác nhận trước"],
    ["官方客服", "平台客服", "客服人员", "先放款", "释放资金", "先确认收货", "先确认"],
    ["فريق الدعم", "دعم أمانت", "خدمة العملاء", "حرر المبلغ", "أفرج عن المبلغ", "أكد الاستلام أولا"],
  ],
  third_party: [
    [
      "third party",
      "someone else will pay",
      "somebody else will pay",
      "another person will pay",
      "my friend will pay",
      "my brother will pay",
    ],
    ["friend's account", "from another account", "on behalf of my client"],
    ["شخص ثالث", "دوستم پرداخت", "دوستم واریز", "یک نفر دیگر پرداخت", "یکی دیگه واریز", "حساب دوستم", "برای مشتریم"],
    ["tierce personne", "un tiers paiera", "mon ami paiera", "quelqu'un d'autre paiera", "compte de mon ami"],
    ["bên thứ ba", "người khác sẽ trả", "bạn tôi sẽ trả", "tài khoản của bạn tôi", "người khác chuyển khoản"],
    ["第三方付款", "第三方", "朋友代付", "代付", "别人付款", "帮我付款"],
    ["طرف ثالث", "صديقي سيدفع", "شخص آخر سيدفع", "حساب صديقي"],
  ],
} as const;

type Led = keyof typeof WRITTEN;
const ANY_SPACE = / /g;

/** Han is written without spaces, so words of it stand anywhere; others begin a word. */
const form = (phrase: string): { text: string; anywhere: boolean } => {
  const text = folded(phrase);
  return { text, anywhere: /\p{Script=Han}/u.test(text) };
};
const FOLDED = Object.entries(WRITTEN).map(([led, phrases]) => [led as Led, phrases.flat().map(form)] as const);

/** What a text leads to, by its words. */
export function ledBy(text: string): Led[] {
  const words = ` ${folded(text)}`;
  const together = words.replace(ANY_SPACE, "");
  const has = ({ text: phrase, anywhere }: ReturnType<typeof form>): boolean =>
    anywhere ? together.includes(phrase.replace(ANY_SPACE, "")) : words.includes(` ${phrase}`);
  return FOLDED.flatMap(([led, phrases]) => (phrases.some(has) ? [led] : []));
}
