import common from "../../messages/vi/common.json" with { type: "json" };
import home from "../../messages/vi/home.json" with { type: "json" };
import auth from "../../messages/vi/auth.json" with { type: "json" };
import account from "../../messages/vi/account.json" with { type: "json" };
import request from "../../messages/vi/request.json" with { type: "json" };
import offer from "../../messages/vi/offer.json" with { type: "json" };
import errors from "../../messages/vi/errors.json" with { type: "json" };
import wallet from "../../messages/vi/wallet.json" with { type: "json" };
import claim from "../../messages/vi/claim.json" with { type: "json" };
import receipt from "../../messages/vi/receipt.json" with { type: "json" };
import pay from "../../messages/vi/pay.json" with { type: "json" };
import deal from "../../messages/vi/deal.json" with { type: "json" };
import destination from "../../messages/vi/destination.json" with { type: "json" };
import admin from "../../messages/vi/admin.json" with { type: "json" };
import audit from "../../messages/vi/audit.json" with { type: "json" };
import desk from "../../messages/vi/desk.json" with { type: "json" };
import info from "../../messages/vi/info.json" with { type: "json" };
import notices from "../../messages/vi/notices.json" with { type: "json" };
import webhooks from "../../messages/vi/webhooks.json" with { type: "json" };
import files from "../../messages/vi/files.json" with { type: "json" };
import dossier from "../../messages/vi/dossier.json" with { type: "json" };
import chat from "../../messages/vi/chat.json" with { type: "json" };
import cases from "../../messages/vi/cases.json" with { type: "json" };
import mediation from "../../messages/vi/mediation.json" with { type: "json" };
import data from "../../messages/vi/data.json" with { type: "json" };
import notifications from "../../messages/vi/notifications.json" with { type: "json" };

export default {
  common,
  home,
  auth,
  account,
  request,
  offer,
  errors,
  wallet,
  pay,
  claim,
  receipt,
  deal,
  destination,
  admin,
  audit,
  desk,
  info,
  webhooks,
  files,
  chat,
  dossier,
  cases,
  mediation,
  notices,
  notifications,
  data,
};
