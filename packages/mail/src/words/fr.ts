import type { MailWords } from "./words.ts";

export const fr: MailWords = {
  hello: "Bonjour {name},",
  greeting: "Bonjour,",
  code: {
    subject: "Votre code Amanat",
    before: "Votre code de confirmation :",
    after: "Il est valable 15 minutes. Si vous ne vous êtes pas inscrit, ignorez ce message et ne donnez ce code à personne.",
  },
  address_taken: {
    subject: "Vous avez déjà un compte Amanat",
    before: "Quelqu’un a voulu s’inscrire avec votre adresse, mais vous avez déjà un compte.",
    after: "Si c’était vous, connectez-vous avec votre mot de passe. Sinon, vous n’avez rien à faire.",
  },
  reset_code: {
    subject: "Nouveau mot de passe Amanat",
    before: "Votre code pour choisir un nouveau mot de passe :",
    after:
      "Il est valable 15 minutes. Si vous n’avez rien demandé, vous n’avez rien à faire ; votre mot de passe reste le même. Ne donnez ce code à personne, pas même au personnel d’Amanat.",
  },
  password_changed: {
    subject: "Votre mot de passe Amanat a changé",
    before: "Votre mot de passe a été changé et vos autres appareils ont été déconnectés.",
    after: "Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe avec « Mot de passe oublié » et écrivez au support.",
  },
  email_code: {
    subject: "Confirmez cette adresse pour Amanat",
    before: "Votre code pour ajouter cette adresse à votre compte :",
    after: "Il est valable 15 minutes. Si vous n’avez rien demandé, ignorez ce message et ne donnez ce code à personne.",
  },
  email_changed: {
    subject: "L’adresse de votre compte Amanat a changé",
    before: "L’adresse e-mail de votre compte a été changée. Les messages iront désormais à la nouvelle.",
    after: "Si ce n’était pas vous, écrivez tout de suite au support.",
  },
  step_up_code: {
    subject: "Votre code pour confirmer une action dans Amanat",
    before: "Votre code pour confirmer cette action :",
    after:
      "Il est valable 5 minutes et pour cette seule action. Si vous ne l’avez pas lancée, ne donnez ce code à personne et changez de mot de passe.",
  },
  passkey_added: {
    subject: "Une nouvelle clé d’accès dans votre compte Amanat",
    before: "Une clé d’accès a été ajoutée à votre compte. Elle permet de se connecter.",
    after: "Si ce n’était pas vous, supprimez-la dans la sécurité du compte et changez de mot de passe.",
  },
  passkey_removed: {
    subject: "Une clé d’accès de votre compte Amanat a été supprimée",
    before: "Une clé d’accès a été supprimée de votre compte. Elle ne permet plus de se connecter.",
    after: "Si ce n’était pas vous, changez de mot de passe et écrivez au support.",
  },
  passkey_suspect: {
    subject: "Une de vos clés d’accès a été refusée",
    before:
      "Une de vos clés d’accès a répondu d’une façon qui laisse penser qu’elle a été copiée. Nous l’avons refusée ; elle reste inutilisable jusqu’à ce que vous la supprimiez.",
    after: "Supprimez-la dans la sécurité du compte et créez-en une nouvelle.",
  },
  way_added: {
    subject: "Un nouveau moyen d’accéder à votre compte Amanat",
    before: "Ce compte a été lié au vôtre. Il permet de se connecter :",
    after: "Si ce n’était pas vous, déliez-le dans la sécurité du compte et changez de mot de passe.",
  },
  way_removed: {
    subject: "Un moyen d’accéder à votre compte Amanat a été supprimé",
    before: "Ce compte n’est plus lié au vôtre et ne permet plus de se connecter :",
    after: "Si ce n’était pas vous, changez de mot de passe et écrivez au support.",
  },
  admin_asked: {
    subject: "Un nouvel administrateur attend confirmation",
    before: "Le rôle d’administrateur a été demandé (qui demande → pour qui) :",
    after:
      "Confirmez ou arrêtez-le sous Personnes. S’il n’y a pas d’autre administrateur, il est donné le {when} ; sinon, sans confirmation, il devient caduc.",
  },
  admin_given: {
    subject: "Vous êtes maintenant administrateur d’Amanat",
    before: "Votre compte a reçu le rôle d’administrateur. Par sécurité, il n’approuve rien pendant quelque temps.",
    after: "Si vous ne vous y attendiez pas, écrivez au support.",
  },
};
