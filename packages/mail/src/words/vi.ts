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
  password_changed: {
    subject: "Mật khẩu Amanat của bạn đã đổi",
    before: "Mật khẩu của bạn đã được đổi và các thiết bị khác đã bị đăng xuất.",
    after: "Nếu không phải bạn, hãy chọn ngay mật khẩu mới bằng “Quên mật khẩu” và viết cho bộ phận hỗ trợ.",
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
  step_up_code: {
    subject: "Mã xác nhận một thao tác trong Amanat",
    before: "Mã để bạn xác nhận thao tác này:",
    after:
      "Mã có hiệu lực trong 5 phút và chỉ cho một thao tác này. Nếu bạn không bắt đầu thao tác đó, đừng đưa mã cho ai và hãy đổi mật khẩu.",
  },
  passkey_added: {
    subject: "Khóa truy cập mới trong tài khoản Amanat",
    before: "Một khóa truy cập đã được thêm vào tài khoản của bạn. Có thể dùng nó để đăng nhập.",
    after: "Nếu không phải bạn, hãy xóa nó trong phần bảo mật tài khoản và đổi mật khẩu.",
  },
  passkey_removed: {
    subject: "Một khóa truy cập đã bị xóa khỏi tài khoản Amanat",
    before: "Một khóa truy cập đã bị xóa khỏi tài khoản của bạn. Không thể dùng nó để đăng nhập nữa.",
    after: "Nếu không phải bạn, hãy đổi mật khẩu và viết cho bộ phận hỗ trợ.",
  },
  passkey_suspect: {
    subject: "Một khóa truy cập của bạn bị từ chối",
    before:
      "Một khóa truy cập của bạn đã trả lời theo cách cho thấy có thể nó bị sao chép. Chúng tôi đã từ chối và khóa này ngừng hoạt động cho đến khi bạn xóa nó.",
    after: "Hãy xóa nó trong phần bảo mật tài khoản và tạo khóa mới.",
  },
  way_added: {
    subject: "Một cách mới để vào tài khoản Amanat của bạn",
    before: "Tài khoản này đã được liên kết với tài khoản của bạn. Có thể dùng nó để đăng nhập:",
    after: "Nếu không phải bạn, hãy hủy liên kết trong phần bảo mật tài khoản và đổi mật khẩu.",
  },
  way_removed: {
    subject: "Một cách vào tài khoản Amanat của bạn đã bị gỡ",
    before: "Tài khoản này không còn liên kết với tài khoản của bạn và không thể dùng để đăng nhập:",
    after: "Nếu không phải bạn, hãy đổi mật khẩu và viết cho bộ phận hỗ trợ.",
  },
  admin_asked: {
    subject: "Một quản trị viên mới chờ xác nhận",
    before: "Có yêu cầu cấp vai trò quản trị viên (người yêu cầu → cho ai):",
    after:
      "Hãy xác nhận hoặc dừng tại mục Mọi người. Nếu không có quản trị viên khác, vai trò được cấp vào {when}; nếu không được xác nhận thì hết hiệu lực.",
  },
  admin_given: {
    subject: "Bạn hiện là quản trị viên Amanat",
    before: "Tài khoản của bạn được cấp vai trò quản trị viên. Để an toàn, trong một thời gian tài khoản chưa duyệt được gì.",
    after: "Nếu bạn không chờ đợi điều này, hãy viết cho bộ phận hỗ trợ.",
  },
};
