import type { FieldProps } from '#components/form/field.tsx'
import { TextFileField } from '#components/form/text-file-field.tsx'

type Props = FieldProps & {
  placeholder?: string
  /** A file or a paste as a whole; absent = it becomes the value. */
  onText?: (text: string) => void
  rows?: number
}

const ACCEPT = '.pem,.crt,.cer,.key,.txt,application/x-pem-file,application/x-x509-ca-cert'
const isPem = (text: string) => text.includes('-----BEGIN ')

/** PEM text: typed, pasted, chosen as a file, or dropped. */
export function PemField({ placeholder = '-----BEGIN CERTIFICATE-----', ...rest }: Props) {
  return <TextFileField {...rest} placeholder={placeholder} accept={ACCEPT} isWhole={isPem} />
}
