import type { MailWords } from "./words.ts";

export const zh: MailWords = {
  hello: "{name}，您好：",
  greeting: "您好：",
  code: {
    subject: "您的 Amanat 验证码",
    before: "您的邮箱验证码：",
    after: "验证码 15 分钟内有效。如果您没有注册，请忽略此邮件，不要把验证码告诉任何人。",
  },
  address_taken: {
    subject: "您已有 Amanat 账户",
    before: "有人尝试用您的邮箱注册，但您已经有账户了。",
    after: "如果是您本人，请用密码登录。如果不是，您无需做任何事。",
  },
  reset_code: {
    subject: "重设 Amanat 密码",
    before: "用于设置新密码的验证码：",
    after: "验证码 15 分钟内有效。如果不是您要求的，无需做任何事，您的密码不变。不要把验证码告诉任何人，包括 Amanat 的工作人员。",
  },
  password_changed: {
    subject: "您的 Amanat 密码已更改",
    before: "您的密码已更改，其他设备已退出登录。",
    after: "如果不是您本人，请立即用“忘记密码”设置新密码，并联系客服。",
  },
  email_code: {
    subject: "为 Amanat 确认此邮箱",
    before: "将此邮箱添加到您账户的验证码：",
    after: "验证码 15 分钟内有效。如果不是您要求的，请忽略此邮件，不要把验证码告诉任何人。",
  },
  email_changed: {
    subject: "您的 Amanat 账户邮箱已更改",
    before: "您账户的邮箱地址已更改。今后邮件将发送到新地址。",
    after: "如果不是您本人，请立即联系客服。",
  },
  step_up_code: {
    subject: "在 Amanat 确认操作的验证码",
    before: "用于确认此操作的验证码：",
    after: "验证码 5 分钟内有效，仅用于这一次操作。如果不是您发起的，不要把验证码告诉任何人，并更改密码。",
  },
  passkey_added: {
    subject: "您的 Amanat 账户添加了新的通行密钥",
    before: "您的账户添加了一个通行密钥，可用来登录。",
    after: "如果不是您本人，请在账户安全中删除它，并更改密码。",
  },
  passkey_removed: {
    subject: "您的 Amanat 账户删除了一个通行密钥",
    before: "您的账户删除了一个通行密钥，不能再用它登录。",
    after: "如果不是您本人，请更改密码并联系客服。",
  },
  passkey_suspect: {
    subject: "您的一个通行密钥被拒绝",
    before: "您的一个通行密钥的应答表明它可能已被复制。我们拒绝了它，在您删除之前它将停用。",
    after: "请在账户安全中删除它，并创建新的通行密钥。",
  },
  way_added: {
    subject: "您的 Amanat 账户有了新的登录方式",
    before: "以下账户已关联到您的账户，可用来登录：",
    after: "如果不是您本人，请在账户安全中解除关联，并更改密码。",
  },
  way_removed: {
    subject: "您的 Amanat 账户移除了一种登录方式",
    before: "以下账户已不再关联到您的账户，不能再用它登录：",
    after: "如果不是您本人，请更改密码并联系客服。",
  },
  admin_asked: {
    subject: "新的管理员等待确认",
    before: "有人申请授予管理员角色（申请人 → 对象）：",
    after: "请在“人员”中确认或阻止。若没有其他管理员，将于 {when} 授予；否则未经确认即失效。",
  },
  admin_given: {
    subject: "您现在是 Amanat 管理员",
    before: "您的账户已获得管理员角色。为安全起见，一段时间内不能批准任何付款。",
    after: "如果您并未预期此事，请联系客服。",
  },
};
