/**
 * The parts of Mantine pages may use. This package is the only one that imports the kit, so that
 * the kit can be changed in one place; a part missing here is added here.
 *
 * What stands on every page is not among them: `parts/` draws it without a script of its own.
 */
export {
  Accordion,
  AccordionControl,
  AccordionItem,
  AccordionPanel,
  Checkbox,
  Grid,
  GridCol,
  InputWrapper,
  List,
  ListItem,
  Modal,
  Progress,
  Radio,
  RadioCard,
  RadioGroup,
  RadioIndicator,
  SegmentedControl,
  Select,
  ThemeIcon,
  useComputedColorScheme,
} from "@mantine/core";
export { useDisclosure, useHotkeys, useLocalStorage, useMediaQuery, useMounted } from "@mantine/hooks";
export { useForm, type UseFormReturnType } from "@mantine/form";
export { notifications } from "@mantine/notifications";
