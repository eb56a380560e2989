# A guest that asks QEMU's MMU: it loads page tables that the host has put into RAM, makes each probe
# from ring 0 or ring 3, and writes down what the processor did. No operating system; one core;
# interrupts off. The host and the guest share RAM as a file, so nothing is sent.
#
#   0x100000  this program, at HIGH + 0x100000 in every address space (the root's last slot)
#   0x1c0000  struct of the host: levels, boot root, number of cases, address of the cases,
#             what EFER gets besides LME (NXE), what CR0 gets besides PG, ET and PE (WP)
#   0x400000  the instructions that make the probes, in a page that programs may use
#
# A case:   root, number of probes, address of the probes, address of the results   (8 bytes each)
# A probe:  va, how (0 read, 1 write, 2 fetch; +4: from ring 3), value, 5 addresses of table entries
# A result: vector, error code, CR2, RAX, the words of those 5 entries

.set HIGH, 0xffffff8000000000
.set PARAMETERS, 0x1c0000
.set STUBS, 0x400000
.set KERNEL_CODE, 0x08
.set KERNEL_DATA, 0x10
.set USER_DATA, 0x1b
.set USER_CODE, 0x23
.set TASK, 0x28

.text
.code32
.balign 4
header:                                     # Multiboot 1, a flat binary
    .long 0x1badb002, 0x10000, -(0x1badb002 + 0x10000)
    .long header - HIGH, header - HIGH, image_end - HIGH, image_end - HIGH, start - HIGH

.globl start
start:
    cli
    movl $(stack_top - HIGH), %esp
    movl $0x20, %eax                        # CR4.PAE
    cmpl $5, PARAMETERS
    jne 1f
    orl $0x1000, %eax                       # CR4.LA57
1:  movl %eax, %cr4
    movl PARAMETERS + 8, %eax
    movl %eax, %cr3
    movl $0xc0000080, %ecx                  # EFER: LME, perhaps NXE
    rdmsr
    orl $0x100, %eax
    orl PARAMETERS + 32, %eax
    wrmsr
    movl $0x80000011, %eax                  # CR0: PG, ET, PE, perhaps WP
    orl PARAMETERS + 40, %eax
    movl %eax, %cr0
    lgdt gdt_low - HIGH
    ljmp $KERNEL_CODE, $(long_mode - HIGH)

.code64
long_mode:
    movabsq $high_entry, %rax
    jmp *%rax
high_entry:
    lgdt gdt_high(%rip)
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl $KERNEL_DATA, %eax
    movl %eax, %ss
    leaq stack_top(%rip), %rsp
    movq %rsp, task + 4(%rip)
    leaq task(%rip), %rax                   # the TSS descriptor's base
    movw %ax, gdt + TASK + 2(%rip)
    shrq $16, %rax
    movb %al, gdt + TASK + 4(%rip)
    movb %ah, gdt + TASK + 7(%rip)
    shrq $16, %rax
    movl %eax, gdt + TASK + 8(%rip)
    movl $TASK, %eax
    ltr %ax

    leaq idt(%rip), %rdi                    # 129 gates, open to ring 3
    leaq vectors(%rip), %rax
    movl $129, %ecx
1:  movq %rax, %rdx
    movw %dx, (%rdi)
    movw $KERNEL_CODE, 2(%rdi)
    movw $0xee00, 4(%rdi)
    shrq $16, %rdx
    movw %dx, 6(%rdi)
    shrq $16, %rdx
    movl %edx, 8(%rdi)
    movl $0, 12(%rdi)
    addq $16, %rdi
    addq $16, %rax
    decl %ecx
    jnz 1b
    lidt idt_pointer(%rip)

    leaq stubs(%rip), %rsi
    movabsq $(HIGH + STUBS), %rdi
    movl $(stubs_end - stubs), %ecx
    rep movsb

    movabsq $(HIGH + PARAMETERS), %rbx
    movq 16(%rbx), %r14                     # cases left
    movq 24(%rbx), %r15
    movabsq $HIGH, %rbp                     # physical address 0
    addq %rbp, %r15
next_case:
    movq 8(%r15), %r13                      # probes left
    movq 16(%r15), %r12
    movq 24(%r15), %r11
    addq %rbp, %r12
    addq %rbp, %r11
next_probe:
    testq %r13, %r13
    jz case_done
    movq (%r15), %rax                       # no TLB between probes
    movq %rax, %cr3
    xorl %eax, %eax
    movq %rax, %cr2
    movq 8(%r12), %rcx
    movq %rcx, %rdx
    andl $3, %edx                           # the stubs are 16 bytes apart
    shll $4, %edx
    movabsq $(HIGH + STUBS), %rax
    addq %rdx, %rax
    movl $KERNEL_DATA, %edx
    movl $KERNEL_CODE, %esi
    testl $4, %ecx
    jz 1f
    movl $USER_DATA, %edx
    movl $USER_CODE, %esi
1:  movq %rsp, %rbx
    pushq %rdx
    pushq %rbx
    pushq $2
    pushq %rsi
    pushq %rax
    movq (%r12), %rdi
    movq 16(%r12), %rsi
    xorl %eax, %eax
    iretq

case_done:
    addq $32, %r15
    decq %r14
    jnz next_case
    movl $0x10, %eax                        # isa-debug-exit: QEMU ends with status 33
    outl %eax, $0xf4
1:  hlt
    jmp 1b

# Every vector ends a probe.
.balign 16
vectors:
    .set number, 0
.rept 129
    .balign 16
    .if !((number == 8) || (number >= 10 && number <= 14) || (number == 17))
    pushq $0
    .endif
    pushq $number
    jmp probe_done
    .set number, number + 1
.endr

probe_done:
    popq (%r11)
    popq 8(%r11)
    movq %rax, 24(%r11)
    movq %cr2, %rax
    movq %rax, 16(%r11)
    leaq stack_top(%rip), %rsp
    xorl %ecx, %ecx
1:  movq 24(%r12, %rcx, 8), %rax
    movq (%rbp, %rax), %rax
    movq %rax, 32(%r11, %rcx, 8)
    incl %ecx
    cmpl $5, %ecx
    jne 1b
    addq $64, %r12
    addq $72, %r11
    decq %r13
    jmp next_probe

.balign 16
stubs:
    movq (%rdi), %rax
    int $0x80
    .balign 16
    movb %sil, (%rdi)
    andq $-8, %rdi
    movq (%rdi), %rax
    int $0x80
    .balign 16
    jmp *%rdi                               # what lies there loads its address and ends with int3
stubs_end:

.balign 16
gdt:
    .quad 0, 0x00af9a000000ffff, 0x00cf92000000ffff, 0x00cff2000000ffff, 0x00affa000000ffff
    .quad 0x0000890000000067, 0
gdt_end:
gdt_low:
    .word gdt_end - gdt - 1
    .long gdt - HIGH
.balign 8
gdt_high:
    .word gdt_end - gdt - 1
    .quad gdt
idt_pointer:
    .word 129 * 16 - 1
    .quad idt
.balign 16
task:
    .fill 104, 1, 0
idt:
    .fill 129 * 16, 1, 0
stack:
    .fill 4096, 1, 0
stack_top:
image_end:
