/** The icons of the house. Arrows that mean forward or back take `data-flip`, the others never mirror. */
export {
  IconAlertTriangle, IconArrowLeft, IconArrowRight, IconBolt, IconBox, IconBriefcase, IconBuildingBank, IconCalendar, IconCategory, IconCheck, IconChevronDown, IconChevronLeft, IconChevronRight,
  IconCircleCheck, IconCircleX, IconClipboardList, IconClock, IconCloudOff, IconCoins, IconCopy, IconCreditCard, IconDeviceDesktop, IconDeviceMobile, IconEye, IconExternalLink, IconFileText,
  IconFilter, IconFlag, IconGavel, IconHeartHandshake, IconHelp, IconHome, IconHourglass, IconInbox, IconInfoCircle, IconKey, IconLanguage, IconLink, IconList, IconLock, IconLogin, IconLogout,
  IconMail, IconMapPin, IconMenu2, IconMessage, IconMoon, IconPackage, IconPackageImport, IconPlus, IconQrcode, IconReceipt, IconRefresh, IconScale, IconSearch, IconSend, IconShieldCheck,
  IconShieldLock, IconSun, IconTag, IconTruckDelivery, IconUser, IconUserCircle, IconUsers, IconWallet, IconWorld, IconX,
} from "@tabler/icons-react";
