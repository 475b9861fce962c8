import type { MailWords } from "./words.ts";

export const vi: MailWords = {
  hello: "Xin chào {name},",
  greeting: "Xin chào,",
  code: {
    subject: "Mã Amanat của bạn",
    before: "Mã xác nhận e-mail của bạn:",
    after: "Mã có hiệu lực trong 15 phút. Nếu bạn không đăng ký, hãy bỏ qua thư này và đừng đưa mã cho ai.",
  },
  address_taken: {
    subject: "Bạn đã có tài khoản Amanat",
    before: "Có người vừa đăng ký bằng địa chỉ của bạn, nhưng bạn đã có tài khoản.",
    after: "Nếu đó là bạn, hãy đăng nhập bằng mật khẩu của mình. Nếu không, bạn không cần làm gì.",
  },
  reset_code: {
    subject: "Đặt lại mật khẩu Amanat",
    before: "Mã để bạn chọn mật khẩu mới:",
    after:
      "Mã có hiệu lực trong 15 phút. Nếu bạn không yêu cầu, bạn không cần làm gì; mật khẩu vẫn như cũ. Đừng đưa mã cho ai, kể cả nhân viên Amanat.",
  },
  email_code: {
    subject: "Xác nhận địa chỉ này cho Amanat",
    before: "Mã để thêm địa chỉ này vào tài khoản của bạn:",
    after: "Mã có hiệu lực trong 15 phút. Nếu bạn không yêu cầu, hãy bỏ qua thư này và đừng đưa mã cho ai.",
  },
  email_changed: {
    subject: "E-mail của tài khoản Amanat đã đổi",
    before: "Địa chỉ e-mail của tài khoản bạn đã được đổi. Từ nay thư sẽ gửi đến địa chỉ mới.",
    after: "Nếu không phải bạn, hãy viết ngay cho bộ phận hỗ trợ.",
  },
  account_closed: {
    subject: "Tài khoản Amanat của bạn đã bị xóa",
    before:
      "Tài khoản của bạn đã đóng. Không ai còn đăng nhập được nữa, và những gì chúng tôi lưu về bạn đang được xóa. Những điều sau được giữ lại vì pháp luật hoặc bên kia của giao dịch cần đến:",
    after: "Chúng tôi sẽ không gửi gì thêm. Nếu bạn không yêu cầu việc này, hãy viết cho bộ phận hỗ trợ ngay.",
  },
  step_up_code: {
    subject: "Mã xác nhận một thao tác trong Amanat",
    before: "Mã để bạn xác nhận thao tác này:",
    after:
      "Mã có hiệu lực trong 5 phút và chỉ cho một thao tác này. Nếu bạn không bắt đầu thao tác đó, đừng đưa mã cho ai và hãy đổi mật khẩu.",
  },
};
