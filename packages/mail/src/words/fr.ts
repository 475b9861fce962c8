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
  account_closed: {
    subject: "Votre compte Amanat est supprimé",
    before:
      "Votre compte est fermé. Plus personne ne peut s’y connecter, et ce que nous détenons sur vous est en cours d’effacement. Ceci reste, parce que la loi ou l’autre partie d’une transaction en a besoin :",
    after: "Nous ne vous enverrons plus rien. Si vous ne l’avez pas demandé, écrivez au support maintenant.",
  },
  step_up_code: {
    subject: "Votre code pour confirmer une action dans Amanat",
    before: "Votre code pour confirmer cette action :",
    after:
      "Il est valable 5 minutes et pour cette seule action. Si vous ne l’avez pas lancée, ne donnez ce code à personne et changez de mot de passe.",
  },
};
