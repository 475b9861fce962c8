import common from "../../messages/fa/common.json" with { type: "json" };
import home from "../../messages/fa/home.json" with { type: "json" };
import auth from "../../messages/fa/auth.json" with { type: "json" };
import account from "../../messages/fa/account.json" with { type: "json" };
import request from "../../messages/fa/request.json" with { type: "json" };
import offer from "../../messages/fa/offer.json" with { type: "json" };
import errors from "../../messages/fa/errors.json" with { type: "json" };
import wallet from "../../messages/fa/wallet.json" with { type: "json" };
import claim from "../../messages/fa/claim.json" with { type: "json" };
import receipt from "../../messages/fa/receipt.json" with { type: "json" };
import pay from "../../messages/fa/pay.json" with { type: "json" };
import deal from "../../messages/fa/deal.json" with { type: "json" };
import destination from "../../messages/fa/destination.json" with { type: "json" };
import admin from "../../messages/fa/admin.json" with { type: "json" };
import audit from "../../messages/fa/audit.json" with { type: "json" };
import desk from "../../messages/fa/desk.json" with { type: "json" };
import info from "../../messages/fa/info.json" with { type: "json" };
import notices from "../../messages/fa/notices.json" with { type: "json" };
import webhooks from "../../messages/fa/webhooks.json" with { type: "json" };
import files from "../../messages/fa/files.json" with { type: "json" };
import dossier from "../../messages/fa/dossier.json" with { type: "json" };
import chat from "../../messages/fa/chat.json" with { type: "json" };
import cases from "../../messages/fa/cases.json" with { type: "json" };
import mediation from "../../messages/fa/mediation.json" with { type: "json" };
import data from "../../messages/fa/data.json" with { type: "json" };
import notifications from "../../messages/fa/notifications.json" with { type: "json" };

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
