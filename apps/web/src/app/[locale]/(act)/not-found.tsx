export { NotFoundPage as default } from "../../../features/broken/not-found-page.tsx";
