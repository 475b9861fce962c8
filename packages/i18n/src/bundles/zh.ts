import common from "../../messages/zh/common.json" with { type: "json" };
import home from "../../messages/zh/home.json" with { type: "json" };
import auth from "../../messages/zh/auth.json" with { type: "json" };
import account from "../../messages/zh/account.json" with { type: "json" };
import request from "../../messages/zh/request.json" with { type: "json" };
import offer from "../../messages/zh/offer.json" with { type: "json" };
import errors from "../../messages/zh/errors.json" with { type: "json" };
import wallet from "../../messages/zh/wallet.json" with { type: "json" };
import claim from "../../messages/zh/claim.json" with { type: "json" };
import receipt from "../../messages/zh/receipt.json" with { type: "json" };
import pay from "../../messages/zh/pay.json" with { type: "json" };
import deal from "../../messages/zh/deal.json" with { type: "json" };
import destination from "../../messages/zh/destination.json" with { type: "json" };
import admin from "../../messages/zh/admin.json" with { type: "json" };
import audit from "../../messages/zh/audit.json" with { type: "json" };
import desk from "../../messages/zh/desk.json" with { type: "json" };
import info from "../../messages/zh/info.json" with { type: "json" };
import notices from "../../messages/zh/notices.json" with { type: "json" };
import webhooks from "../../messages/zh/webhooks.json" with { type: "json" };
import files from "../../messages/zh/files.json" with { type: "json" };
import dossier from "../../messages/zh/dossier.json" with { type: "json" };
import chat from "../../messages/zh/chat.json" with { type: "json" };
import cases from "../../messages/zh/cases.json" with { type: "json" };
import mediation from "../../messages/zh/mediation.json" with { type: "json" };
import data from "../../messages/zh/data.json" with { type: "json" };
import notifications from "../../messages/zh/notifications.json" with { type: "json" };

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
