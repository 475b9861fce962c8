/**
 * The parts of Mantine pages may use. This package is the only one that imports the kit, so that
 * the kit can be changed in one place; a part missing here is added here.
 */
export {
  Accordion, AccordionControl, AccordionItem, AccordionPanel, ActionIcon, Affix, Alert, Anchor, Avatar, Badge, Box, Button, Card, CardSection, Center,
  Checkbox, Collapse, Container, Divider, Drawer, FileButton, Flex, Grid, GridCol, Group, Indicator, InputWrapper, Kbd, List, ListItem, Loader, Menu,
  MenuDivider, MenuDropdown, MenuItem, MenuLabel, MenuTarget, Modal, NavLink, Pagination, Paper, PasswordInput, Popover, PopoverDropdown,
  PopoverTarget, Progress, Radio, RadioCard, RadioGroup, RadioIndicator, ScrollArea, SegmentedControl, Select, SimpleGrid, Skeleton, Space, Stack, Stepper, StepperCompleted,
  StepperStep, Switch, Table, TableCaption, TableScrollContainer, TableTbody, TableTd, TableTh, TableThead, TableTr, Tabs, TabsList, TabsPanel, TabsTab, Text, Textarea, TextInput,
  ThemeIcon, Timeline, TimelineItem, Title, Tooltip, UnstyledButton, VisuallyHidden, useComputedColorScheme, useMantineColorScheme,
  type AnchorProps, type ButtonProps,
} from "@mantine/core";
export { useClipboard, useDebouncedValue, useDisclosure, useDocumentVisibility, useInterval, useLocalStorage, useMediaQuery, useNetwork, useReducedMotion } from "@mantine/hooks";
export { useForm, type UseFormReturnType } from "@mantine/form";
export { modals } from "@mantine/modals";
export { notifications } from "@mantine/notifications";
