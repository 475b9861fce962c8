import type { Locale } from "@amanat/contracts";
import type { MailJob } from "./job.ts";

/** Subject and the paragraphs around the code. `{name}` is the only placeholder. */
type Text = { subject: string; hello: string; before: string; after: string };

/** Short and plain: mail is read on phones, and by people in a hurry. */
export const TEXTS: Readonly<Record<MailJob["kind"], Readonly<Record<Locale, Text>>>> = {
  code: {
    fa: {
      subject: "کد تأیید امانت",
      hello: "سلام {name}،",
      before: "کد تأیید ایمیل شما:",
      after: "این کد ۱۵ دقیقه اعتبار دارد. اگر شما ثبت‌نام نکرده‌اید، این پیام را نادیده بگیرید و کد را به کسی ندهید.",
    },
    en: {
      subject: "Your Amanat code",
      hello: "Hello {name},",
      before: "Your e-mail confirmation code:",
      after: "It is valid for 15 minutes. If you did not sign up, ignore this message and give the code to nobody.",
    },
    fr: {
      subject: "Votre code Amanat",
      hello: "Bonjour {name},",
      before: "Votre code de confirmation :",
      after: "Il est valable 15 minutes. Si vous ne vous êtes pas inscrit, ignorez ce message et ne donnez ce code à personne.",
    },
    vi: {
      subject: "Mã Amanat của bạn",
      hello: "Xin chào {name},",
      before: "Mã xác nhận e-mail của bạn:",
      after: "Mã có hiệu lực trong 15 phút. Nếu bạn không đăng ký, hãy bỏ qua thư này và đừng đưa mã cho ai.",
    },
    zh: {
      subject: "您的 Amanat 验证码",
      hello: "{name}，您好：",
      before: "您的邮箱验证码：",
      after: "验证码 15 分钟内有效。如果您没有注册，请忽略此邮件，不要把验证码告诉任何人。",
    },
    ar: {
      subject: "رمز أمانت الخاص بك",
      hello: "مرحبًا {name}،",
      before: "رمز تأكيد بريدك الإلكتروني:",
      after: "الرمز صالح لمدة 15 دقيقة. إذا لم تسجّل أنت، فتجاهل هذه الرسالة ولا تعطِ الرمز لأحد.",
    },
  },
  address_taken: {
    fa: {
      subject: "شما در امانت حساب دارید",
      hello: "سلام {name}،",
      before: "کسی خواست با نشانی ایمیل شما ثبت‌نام کند، اما شما از پیش حساب دارید.",
      after: "اگر شما بودید، با رمز خودتان وارد شوید. اگر نه، لازم نیست کاری بکنید.",
    },
    en: {
      subject: "You already have an Amanat account",
      hello: "Hello {name},",
      before: "Somebody tried to sign up with your address, but you already have an account.",
      after: "If it was you, sign in with your password. If not, there is nothing to do.",
    },
    fr: {
      subject: "Vous avez déjà un compte Amanat",
      hello: "Bonjour {name},",
      before: "Quelqu’un a voulu s’inscrire avec votre adresse, mais vous avez déjà un compte.",
      after: "Si c’était vous, connectez-vous avec votre mot de passe. Sinon, vous n’avez rien à faire.",
    },
    vi: {
      subject: "Bạn đã có tài khoản Amanat",
      hello: "Xin chào {name},",
      before: "Có người vừa đăng ký bằng địa chỉ của bạn, nhưng bạn đã có tài khoản.",
      after: "Nếu đó là bạn, hãy đăng nhập bằng mật khẩu của mình. Nếu không, bạn không cần làm gì.",
    },
    zh: {
      subject: "您已有 Amanat 账户",
      hello: "{name}，您好：",
      before: "有人尝试用您的邮箱注册，但您已经有账户了。",
      after: "如果是您本人，请用密码登录。如果不是，您无需做任何事。",
    },
    ar: {
      subject: "لديك حساب أمانت بالفعل",
      hello: "مرحبًا {name}،",
      before: "حاول شخص ما التسجيل بعنوان بريدك، لكن لديك حسابًا بالفعل.",
      after: "إذا كنت أنت، فسجّل الدخول بكلمة مرورك. وإلا فلا يلزمك فعل شيء.",
    },
  },
};
